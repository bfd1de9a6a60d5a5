package io.fondaco.codec.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.unixfs.UnixFsData;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.Test;

public class DagPbTest {
    private static final Cid CID = Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, new byte[] {7}));

    @Test
    public void writesLinksBeforeData() {
        PbNode node = new PbNode(List.of(PbLink.of(CID, "a", 300)), Optional.of(new BytesNode(new byte[] {1})));
        byte[] bytes = DagPb.encode(node);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("120d0a0501550001" + "07" + "12016118ac02" + "0a0101");
        assertThat(DagPb.decode(bytes)).isEqualTo(node);
    }

    @Test
    public void tellsAbsentFromEmpty() {
        PbNode bare = new PbNode(List.of(new PbLink(CID, Optional.empty(), OptionalLong.empty())), Optional.empty());
        PbNode empty = new PbNode(List.of(PbLink.of(CID, "", 0)), Optional.of(new BytesNode(new byte[0])));
        assertThat(DagPb.decode(DagPb.encode(bare))).isEqualTo(bare);
        assertThat(DagPb.decode(DagPb.encode(empty))).isEqualTo(empty);
        assertThat(DagPb.encode(bare)).isNotEqualTo(DagPb.encode(empty));
        assertThat(DagPb.decode(new byte[0])).isEqualTo(new PbNode(List.of(), Optional.empty()));
    }

    @Test
    public void showsItselfInTheDataModel() {
        MapNode map = (MapNode) new PbNode(List.of(PbLink.of(CID, "a", 3)), Optional.empty()).toNode();
        assertThat(map.entries().keySet()).containsExactly("Links");
        MapNode link =
                (MapNode) ((ListNode) map.get("Links").orElseThrow()).items().get(0);
        assertThat(link.entries().keySet()).containsExactly("Hash", "Name", "Tsize");
    }

    @Test
    public void refusesWhatIsNotCanonical() {
        for (String hex : new String[] {
            "0a00120a0a080155000107",
            "0a000a00",
            "1a00",
            "0800",
            "0a8000",
            "12020a00",
            "1200",
            "120712016118010a00",
            "12090a05015500010712" + "01",
            "120b0a0501550001071201ff12",
            "120a0a05015500010718ac8200",
            "00",
            "0a05"
        }) {
            assertThatThrownBy(() -> DagPb.decode(HexFormat.of().parseHex(hex)))
                    .as(hex)
                    .isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void refusesEveryTruncationInsideAField() {
        byte[] whole =
                DagPb.encode(new PbNode(List.of(PbLink.of(CID, "a", 300)), Optional.of(new BytesNode(new byte[] {1}))));
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length != 15) {
                assertThatThrownBy(() -> DagPb.decode(part)).as("%d", length).isInstanceOf(DecodeException.class);
            }
        }
    }

    @Test
    public void readsEveryFieldOfUnixFs() {
        byte[] bytes = HexFormat.of().parseHex("0805120401ff00ff2822308002" + "38800342070801" + "1500000001");
        UnixFsData data = UnixFsData.decode(bytes);
        assertThat(data.type()).isEqualTo(UnixFsData.Type.HAMT_SHARD);
        assertThat(data.hashType()).hasValue(0x22);
        assertThat(data.fanout()).hasValue(256);
        assertThat(data.mode()).hasValue(384);
        assertThat(data.modificationTime()).contains(new UnixFsData.ModificationTime(1, Optional.of(1 << 24)));
        assertThat(data.encode()).isEqualTo(bytes);
        for (String hex : new String[] {"", "1800", "0806", "08020802", "18000802", "0802480" + "0", "08021a00"}) {
            assertThatThrownBy(() -> UnixFsData.decode(HexFormat.of().parseHex(hex)))
                    .as(hex)
                    .isInstanceOf(DecodeException.class);
        }
    }
}
