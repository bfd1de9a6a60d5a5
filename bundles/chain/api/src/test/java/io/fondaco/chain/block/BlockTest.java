package io.fondaco.chain.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Damage;
import io.fondaco.chain.Golden;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class BlockTest {
    private static final Golden GOLDEN = Golden.file("block-headers.json");

    private static BlockHeader header(Golden json) {
        return new BlockHeader(
                json.at("Miner").address(),
                new Ticket(json.at("Ticket").at("VRFProof").base64()),
                new ElectionProof(
                        json.at("ElectionProof").at("WinCount").number(),
                        json.at("ElectionProof").at("VRFProof").base64()),
                json.at("BeaconEntries").items().stream()
                        .map(entry -> new BeaconEntry(
                                entry.at("Round").number(), entry.at("Data").base64()))
                        .toList(),
                json.at("WinPoStProof").items().stream()
                        .map(post -> new WinningPoSt(
                                post.at("PoStProof").number(),
                                post.at("ProofBytes").base64()))
                        .toList(),
                new TipsetKey(
                        json.at("Parents").items().stream().map(Golden::cid).toList()),
                json.at("ParentWeight").integer(),
                Epoch.of(json.at("Height").number()),
                json.at("ParentStateRoot").cid(),
                json.at("ParentMessageReceipts").cid(),
                json.at("Messages").cid(),
                Optional.of(json.at("BLSAggregate").signature()),
                json.at("Timestamp").number(),
                Optional.of(json.at("BlockSig").signature()),
                json.at("ForkSignaling").number(),
                json.at("ParentBaseFee").atto());
    }

    @Test
    public void publishedHeadersAreReproduced() {
        List<Golden> cases = GOLDEN.at("list").items();
        assertThat(cases).hasSize(3);
        for (Golden golden : cases) {
            BlockHeader header = header(golden.at("block"));
            assertThat(BlockCodec.encode(header)).isEqualTo(golden.at("cbor").hex());
            BlockHeader read = BlockCodec.decodeHeader(golden.at("cbor").hex());
            assertThat(read).isEqualTo(header).hasSameHashCodeAs(header);
            assertThat(header.cid()).isEqualTo(golden.at("cid").cid());
            assertThat(Multihash.blake2b256(header.signingBytes()).digest())
                    .isEqualTo(golden.at("signing_bytes_blake2b256").hex());
            assertThat(header.blsAggregate()).contains(SignatureScheme.bls().aggregate(List.of()));
        }
    }

    @Test
    public void theHeaderOfLotusIsReproducedButForItsSignatureOfNoType() {
        // Lotus encodes an unset signature there that it would not decode: one byte 00 where others have null.
        byte[] lotus = GOLDEN.at("lotus_interop").at("signing_cbor").hex();
        assertThatThrownBy(() -> BlockCodec.decodeHeader(lotus))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("signature type 0");
        String hex = HexFormat.of().formatHex(lotus);
        String link = hex.substring(hex.indexOf("d82a5827") + 10, hex.indexOf("d82a5827") + 86);
        Cid cid = Cid.fromBytes(HexFormat.of().parseHex(link));
        byte[] address = HexFormat.of().parseHex(hex.substring(4, 46));
        BlockHeader header = new BlockHeader(
                Address.fromBytes(address),
                new Ticket(new byte[] {1, 2, 3}),
                new ElectionProof(0, new byte[] {10, 11}),
                List.of(new BeaconEntry(5, new byte[] {12})),
                List.of(new WinningPoSt(0, new byte[] {7})),
                TipsetKey.of(cid),
                BigInteger.valueOf(1000),
                Epoch.of(2),
                cid,
                cid,
                cid,
                Optional.empty(),
                1,
                Optional.empty(),
                3,
                TokenAmount.atto(1_000_000_000));
        assertThat(HexFormat.of().formatHex(header.signingBytes())).isEqualTo(hex.replace("410001f603", "f601f603"));
    }

    @Test
    public void theGenesisOfMainnetIsReproduced() {
        BlockHeader genesis = new BlockHeader(
                Address.id(0),
                new Ticket(Base64.getDecoder().decode("X4oDOWswmmD7fT0z3RNIPQVGS85f2dBhceeowoDiQhY=")),
                new ElectionProof(0, new byte[0]),
                List.of(new BeaconEntry(0, new byte[32])),
                List.of(),
                TipsetKey.of(Cid.parse("bafyreiaqpwbbyjo4a42saasj36kkrpv4tsherf2e7bvezkert2a7dhonoi")),
                BigInteger.ZERO,
                Epoch.of(0),
                Cid.parse("bafy2bzacech3yb7xlb7c57v2xh7rvmt4skeidk7z2g36llksaz4biflblbt24"),
                Cid.parse("bafy2bzacedswlcz5ddgqnyo3sak3jmhmkxashisnlpq6ujgyhe4mlobzpnhs6"),
                Cid.parse("bafy2bzacecmda75ovposbdateg7eyhwij65zklgyijgcjwynlklmqazpwlhba"),
                Optional.empty(),
                1598306400,
                Optional.empty(),
                0,
                TokenAmount.atto(100_000_000));
        assertThat(genesis.cid())
                .isEqualTo(Cid.parse("bafy2bzacecnamqgqmifpluoeldx7zzglxcljo6oja4vrmtj7432rphldpdmm2"));
        assertThat(BlockCodec.decodeHeader(BlockCodec.encode(genesis))).isEqualTo(genesis);
    }

    @Test
    public void aHeaderIsSignedByItsWorkerAlone() {
        PrivateKey worker = new PrivateKey(
                KeyType.BLS,
                HexFormat.of().parseHex("e1af557c0f57d395a0008d0070fa58172152f86251d4b8f60767874d5a60383a"));
        Address address = SignatureScheme.bls().publicKey(worker).address();
        BlockHeader published = header(GOLDEN.at("list").items().get(0).at("block"));
        assertThat(published.signedBy(address)).isFalse();
        BlockHeader signed = published.sign(worker);
        assertThat(signed.signedBy(address)).isTrue();
        assertThat(signed.signingBytes()).isEqualTo(published.signingBytes());
        assertThat(signed.cid()).isNotEqualTo(published.cid());
    }

    @Test
    public void keysOfTipsetsAreThoseOfLotus() {
        Golden golden = Golden.file("tipset.json");
        List<Cid> cids = golden.at("cids").items().stream().map(Golden::cid).toList();
        assertThat(TipsetKey.EMPTY.cid()).isEqualTo(golden.at("key_cid_empty").cid());
        assertThat(TipsetKey.of(cids.get(0)).cid())
                .isEqualTo(golden.at("key_cid_1").cid());
        TipsetKey three = new TipsetKey(cids);
        assertThat(three.cid()).isEqualTo(golden.at("key_cid_3").cid());
        assertThat(TipsetKey.fromBytes(three.toBytes())).isEqualTo(three);
        assertThat(TipsetKey.fromBytes(new byte[0])).isEqualTo(TipsetKey.EMPTY);
        assertThat(three).hasToString("{" + cids.get(0) + "," + cids.get(1) + "," + cids.get(2) + "}");
        byte[] cut = Arrays.copyOf(three.toBytes(), 50);
        assertThatThrownBy(() -> TipsetKey.fromBytes(cut)).isInstanceOf(DecodeException.class);
    }

    @Test
    public void blocksOfATipsetAreInTheOrderOfTheirTickets() {
        List<Golden> order = Golden.file("tipset.json").at("order_example").items();
        BlockHeader base = header(GOLDEN.at("list").items().get(0).at("block"));
        List<BlockHeader> blocks = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            Ticket ticket = new Ticket(order.get(i).at("ticket_vrf").hex());
            assertThat(ticket.digest()).isEqualTo(order.get(i).at("blake2b256").hex());
            blocks.add(block(base, Address.id(1000 + i), ticket, base.height()));
        }
        List<BlockHeader> mixed = new ArrayList<>(blocks);
        Collections.reverse(mixed);
        Tipset tipset = new Tipset(mixed);
        assertThat(tipset.blocks()).isEqualTo(blocks);
        assertThat(tipset.key())
                .isEqualTo(new TipsetKey(blocks.stream().map(BlockHeader::cid).toList()));
        assertThat(tipset.minTicket()).isEqualTo(blocks.get(0).ticket());
        assertThat(tipset.wins()).isEqualTo(4);
        assertThat(new Tipset(blocks)).isEqualTo(tipset).hasSameHashCodeAs(tipset);

        Ticket same = blocks.get(0).ticket();
        List<BlockHeader> ties = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ties.add(block(base, Address.id(2000 + i), same, base.height()));
        }
        assertThat(new Tipset(ties).key().cids()).isSorted();
    }

    @Test
    public void blocksThatDoNotBelongTogetherAreNoTipset() {
        BlockHeader base = header(GOLDEN.at("list").items().get(0).at("block"));
        BlockHeader higher =
                block(base, Address.id(7), base.ticket(), base.height().plus(1));
        assertThatThrownBy(() -> new Tipset(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tipset(List.of(base, higher))).hasMessageContaining("two tipsets");
        BlockHeader twice = block(base, base.miner(), new Ticket(new byte[] {1}), base.height());
        assertThatThrownBy(() -> new Tipset(List.of(base, twice))).hasMessageContaining("two blocks of miner");
    }

    private static BlockHeader block(BlockHeader like, Address miner, Ticket ticket, Epoch height) {
        return new BlockHeader(
                miner,
                ticket,
                like.electionProof(),
                like.beaconEntries(),
                like.winningPoSt(),
                like.parents(),
                like.parentWeight(),
                height,
                like.stateRoot(),
                like.receipts(),
                like.messages(),
                like.blsAggregate(),
                like.timestamp(),
                like.signature(),
                like.forkSignal(),
                like.parentBaseFee());
    }

    @Test
    public void theMessagesOfABlockAreNamedByTwoArrays() throws IOException {
        MemoryBlocks store = new MemoryBlocks();
        MessageRoots none = MessageRoots.write(store, List.of(), List.of());
        assertThat(none.bls()).isEqualTo(Cid.parse("bafy2bzacedswlcz5ddgqnyo3sak3jmhmkxashisnlpq6ujgyhe4mlobzpnhs6"));
        // What blocks without messages name on every network.
        assertThat(none.cid()).isEqualTo(Cid.parse("bafy2bzacecmda75ovposbdateg7eyhwij65zklgyijgcjwynlklmqazpwlhba"));
        List<Cid> bls = cids(20);
        MessageRoots roots = MessageRoots.write(store, bls, cids(1));
        MessageRoots read = BlockCodec.decodeRoots(store.get(roots.cid()).orElseThrow());
        assertThat(read).isEqualTo(roots);
        assertThat(MessageRoots.read(store, read.bls(), 20)).isEqualTo(bls);
        assertThat(MessageRoots.read(store, read.secp(), 20)).isEqualTo(cids(1));
        assertThatThrownBy(() -> MessageRoots.read(store, read.bls(), 19))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("20 messages");
    }

    @Test
    public void damagedHeadersAndBlocksAreRefusedOrCanonical() {
        List<byte[]> headers = GOLDEN.at("list").items().stream()
                .map(golden -> golden.at("cbor").hex())
                .toList();
        Damage.refusedOrCanonical(3, 100_000, headers, bytes -> BlockCodec.encode(BlockCodec.decodeHeader(bytes)));
        BlockMessage block = new BlockMessage(BlockCodec.decodeHeader(headers.get(0)), cids(3), cids(2));
        Damage.refusedOrCanonical(
                4,
                50_000,
                List.of(BlockCodec.encode(block)),
                bytes -> BlockCodec.encode(BlockCodec.decodeBlock(bytes)));
        assertThat(BlockCodec.decodeBlock(BlockCodec.encode(block))).isEqualTo(block);
    }

    @Test
    public void tooManyMessagesAreRefused() {
        BlockHeader header = header(GOLDEN.at("list").items().get(0).at("block"));
        byte[] cbor = BlockCodec.encode(new BlockMessage(header, cids(8193), List.of()));
        assertThatThrownBy(() -> BlockCodec.decodeBlock(cbor))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("at most 8192");
    }

    private static List<Cid> cids(int count) {
        List<Cid> cids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cids.add(DagCbor.chainCid(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        return cids;
    }
}
