package io.fondaco.chain.node.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.util.Arrays;
import org.junit.Test;

public class ItemEndTest {
    private static byte[] item() {
        return new CborWriter()
                .writeListHeader(4)
                .writeLong(Long.MIN_VALUE)
                .writeMapHeader(1)
                .writeText("a")
                .writeListHeader(0)
                .writeBytes(new byte[700])
                .writeCid(Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(new byte[0])))
                .toBytes();
    }

    @Test
    public void findsTheEndHoweverTheBytesArrive() {
        byte[] item = item();
        byte[] more = Arrays.copyOf(item, item.length + 5);
        for (int step : new int[] {1, 2, 3, 7, 64, item.length}) {
            ItemEnd end = new ItemEnd();
            int found = -1;
            for (int length = 0; length < item.length; length += step) {
                found = end.find(more, length);
                assertThat(found)
                        .as("after %s bytes, %s at a time", length, step)
                        .isEqualTo(-1);
            }
            assertThat(end.find(more, more.length)).isEqualTo(item.length);
        }
    }

    @Test
    public void refusesWhatNeverEnds() {
        assertThatThrownBy(() -> new ItemEnd().find(new byte[] {(byte) 0x9f}, 1))
                .isInstanceOf(DecodeException.class);
        byte[] huge = {(byte) 0x9b, 0, 0, 0, 1, 0, 0, 0, 0};
        assertThatThrownBy(() -> new ItemEnd().find(huge, 9)).isInstanceOf(DecodeException.class);
    }
}
