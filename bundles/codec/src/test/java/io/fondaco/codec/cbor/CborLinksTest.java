package io.fondaco.codec.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class CborLinksTest {
    private static final Cid FIRST = cid("first");
    private static final Cid SECOND = cid("second");

    private static Cid cid(String text) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Cid> links(byte[] block) {
        List<Cid> found = new ArrayList<>();
        CborLinks.each(block, found::add);
        return found;
    }

    @Test
    public void findsLinksHoweverDeepTheyAre() {
        byte[] block = new CborWriter()
                .writeListHeader(5)
                .writeLong(Long.MAX_VALUE)
                .writeCid(FIRST)
                .writeMapHeader(1)
                .writeText("a")
                .writeListHeader(2)
                .writeNull()
                .writeCid(SECOND)
                .writeBytes(new byte[300])
                .writeBoolean(true)
                .toBytes();
        assertThat(links(block)).containsExactly(FIRST, SECOND);
    }

    @Test
    public void takesNoStringForALink() {
        byte[] inside = new CborWriter().writeCid(FIRST).toBytes();
        byte[] block = new CborWriter()
                .writeListHeader(2)
                .writeBytes(inside)
                .writeText("\u00d8*")
                .toBytes();
        assertThat(links(block)).isEmpty();
    }

    @Test
    public void refusesWhatIsCutOffAnywhere() {
        byte[] block = new CborWriter()
                .writeListHeader(2)
                .writeCid(FIRST)
                .writeBytes(new byte[70_000])
                .toBytes();
        Random random = new Random(7);
        int[] cuts = random.ints(200, 2, block.length).toArray();
        for (int cut : cuts) {
            assertThatThrownBy(() -> links(Arrays.copyOf(block, cut)))
                    .as("cut at %s", cut)
                    .isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void refusesALinkThatIsNone() {
        assertThatThrownBy(() -> links(new byte[] {(byte) 0xd8, 42, 0x41, 1})).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> links(new byte[] {(byte) 0xd8, 42, 0x01})).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> links(new byte[] {(byte) 0x9f})).isInstanceOf(DecodeException.class);
    }
}
