package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A network whose first sectors are sealed before it begins. */
public class SealedGenesisTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] SEED = "a seed for tests only".getBytes(StandardCharsets.US_ASCII);
    private static final ProofType TYPE = ProofType.vanilla(2 << 10);

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final ScriptedSealing sealing = new ScriptedSealing();
    private final FirstSectors first = new FirstSectors(sealing, Watch.NONE);
    private Path sectors;

    @Before
    public void find() {
        sectors = temporary.getRoot().toPath();
    }

    private static Address bls(int number) {
        byte[] key = new byte[48];
        Arrays.fill(key, (byte) number);
        return Address.bls(key);
    }

    private GenesisFile devnet(int producers) throws IOException {
        List<Address> keys = List.of(bls(1), bls(2), bls(3)).subList(0, producers);
        return GenesisFile.devnet(
                "devnet", () -> AT, 1000, keys, SEED, 2 << 10, (miner, id) -> first.seal(miner, id, 2, sectors));
    }

    private static StateTree build(Genesis genesis) {
        StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(8));
        genesis.build(tree);
        return tree;
    }

    @Test
    public void minersHaveTheSectorsThatWereSealedForTheirNumbers() throws IOException {
        Genesis genesis = devnet(3).genesis();
        StateTree tree = build(genesis);
        List<Address> ids = Genesis.addresses(genesis.accounts(), genesis.miners());
        assertThat(ids).containsExactly(Address.id(103), Address.id(104), Address.id(105));
        for (int i = 0; i < 3; i++) {
            MinerView miner = MinerView.of(tree, ids.get(i), genesis.policy()).orElseThrow();
            assertThat(miner.info().type()).isEqualTo(TYPE);
            assertThat(miner.info().type().windowPost()).isEqualTo(10);
            assertThat(miner.activeSectors()).isEqualTo(BitField.of(0, 1));
            for (int number = 0; number < 2; number++) {
                SectorInfo sector = miner.sector(number).orElseThrow();
                SealOrder order = FirstSectors.order(TYPE, ids.get(i), number);
                assertThat(order.prover()).isEqualTo(ReplicaId.prover(103 + i));
                assertThat(order.proof()).isEqualTo(SealProof.STACKED_DRG_2KIB_V1_1);
                assertThat(order.ticket()).hasToString("00".repeat(32));
                assertThat(order.commD())
                        .hasToString("fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833");
                assertThat(sector.sealedCid()).isEqualTo(Statements.sealedCid(ScriptedSealing.commR(order)));
                assertThat(sector.sealProof()).isEqualTo(5);
                SectorFiles files = FirstSectors.files(sectors, ids.get(i), number);
                assertThat(files.sealed()).isEqualTo(sectors.resolve("f0" + (103 + i) + "/" + number + "/sealed"));
                assertThat(files.sealed()).hasSize(2048);
                assertThat(files.unsealed()).doesNotExist();
            }
        }
        assertThat(sealing.asked.subList(0, 3)).containsExactly("preCommit1 of 2048 zeros", "preCommit2", "finish");
        assertThat(Audit.of(tree, genesis.policy(), Epoch.of(0), Builtin.invariants())
                        .violations())
                .isEmpty();
    }

    @Test
    public void numbersMinersAsTheyAreBuiltWhoeverTheirOwnersAre() {
        Address owner = World.key("alice").address();
        List<Genesis.Account> accounts = List.of(new Genesis.Account(bls(9), TokenAmount.fil("100")));
        Genesis.Miner strange = new Genesis.Miner(owner, bls(1), new byte[0], 0, TYPE);
        Genesis.Miner again = new Genesis.Miner(owner, bls(9), new byte[0], 0, TYPE);
        Genesis.Miner both = new Genesis.Miner(bls(2), bls(2), new byte[0], 0, TYPE);
        List<Genesis.Miner> miners = List.of(strange, again, both);
        List<Address> ids = Genesis.addresses(accounts, miners);
        assertThat(ids).containsExactly(Address.id(103), Address.id(104), Address.id(106));
        StateTree tree = build(new Genesis("devnet", AT, Policy.DEVNET, accounts, miners));
        for (int i = 0; i < 3; i++) {
            assertThat(MinerView.of(tree, ids.get(i), Policy.DEVNET)
                            .orElseThrow()
                            .workerKey())
                    .isEqualTo(miners.get(i).worker());
        }
    }

    @Test
    public void theFileSaysWhatIsSealedAndIsReadAgain() throws IOException {
        GenesisFile file = devnet(2);
        String json = new String(file.toJson(), StandardCharsets.UTF_8);
        assertThat(json).contains("\"proofs\": \"vanilla\"", "\"sectorSizes\": [", "\"sealed\": [", "\"bagboea4b5");
        assertThat(json).doesNotContain("\"sectors\"");
        GenesisFile read = GenesisFile.parse(file.toJson());
        assertThat(read).isEqualTo(file).hasSameHashCodeAs(file);
        assertThat(build(read.genesis()).flush())
                .isEqualTo(build(file.genesis()).flush());
        assertThat(read.genesis().policy().sealing().sizes()).containsExactly(2048L);
        assertThat(read.genesis().policy().blocks()).isEqualTo(Policy.DEVNET.blocks());
        String sealed = file.genesis().miners().get(0).sealed().get(0).toString();
        Cid piece = Cid.v1(
                Cid.FIL_COMMITMENT_UNSEALED,
                file.genesis().miners().get(0).sealed().get(0).multihash());
        refuses(json, "\"vanilla\"", "\"groth16\"", "$.policy.proofs", "the profile devnet has no such proofs");
        refuses(json, "\"vanilla\"", "\"groth16-filecoin\"", "$.policy.proofs", "no such proofs");
        refuses(json, sealed, piece.toString(), "$.miners[0].sealed", "it is another CID");
        refuses(json, "\"" + sealed + "\"", "7", "$.miners[0].sealed", "the commitment of a sealed sector");
        refuses(json, "\"sectorSize\": 2048", "\"sectorSize\": 8388608", "$", "takes no proven sectors of 8388608");
        refuses(json, "2048\n    ]", "34359738368\n    ]", "$", "takes no proven sectors of 2048");
        refuses(json, "2048\n    ]", "1000\n    ]", "$.policy", "powers of two");
        refuses(json, "2048\n    ]", "\"2048\"\n    ]", "$.policy.sectorSizes", "a list of whole numbers");
    }

    private static void refuses(String json, String right, String wrong, String path, String why) {
        assertThat(json).contains(right);
        assertThatThrownBy(() -> GenesisFile.parse(json.replace(right, wrong).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        GenesisFileException.class,
                        e -> assertThat(e.path()).as(wrong).isEqualTo(path))
                .hasMessageContaining(why);
    }

    @Test
    public void whatIsMissingIsSealedAgainAndNothingElse() throws IOException {
        Genesis.Miner miner = devnet(1).genesis().miners().get(0);
        Address id = Address.id(101);
        sealing.asked.clear();
        assertThat(first.mend(miner, id, sectors)).isZero();
        assertThat(sealing.asked).isEmpty();
        SectorFiles zero = FirstSectors.files(sectors, id, 0);
        SectorFiles one = FirstSectors.files(sectors, id, 1);
        Files.write(one.sealed(), new byte[2047]);
        assertThat(first.mend(miner, id, sectors)).isEqualTo(1);
        assertThat(one.sealed()).hasSize(2048);
        Files.delete(zero.cache().aux());
        assertThat(first.mend(miner, id, sectors)).isEqualTo(1);
        assertThat(zero.cache().aux()).exists();

        Path elsewhere = sectors.resolve("elsewhere");
        assertThat(first.mend(miner, id, elsewhere)).isEqualTo(2);
        assertThatThrownBy(() -> first.mend(miner, Address.id(102), sectors.resolve("another")))
                .as("another miner's")
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("sector 0 of f0102 is bagboea4b5")
                .hasMessageContaining("put its files into");
    }

    @Test
    public void refusesSectorsThatAreNotSealed() {
        Node root = Node.of(new byte[32]);
        Genesis.Miner miner = new Genesis.Miner(bls(1), bls(1), new byte[0], 0, TYPE);
        assertThat(miner.with(List.of(Statements.sealedCid(root))).sectors()).isEqualTo(1);
        assertThatThrownBy(() -> new Genesis.Miner(bls(1), bls(1), new byte[0], 1, TYPE))
                .hasMessageContaining("1 sectors of")
                .hasMessageContaining("each sector has one, but for the kind none");
        assertThatThrownBy(() -> miner.with(List.of(Cid.parse("bafkqaaa"))))
                .hasMessageContaining("each sector has one");
        assertThatThrownBy(() -> new Genesis.Miner(
                        bls(1), bls(1), new byte[0], 1, ProofType.unproven(2048), List.of(Statements.sealedCid(root))))
                .hasMessageContaining("each sector has one");
        assertThatThrownBy(
                        () -> new Genesis.Miner(bls(1), bls(1), new byte[0], 0, new ProofType(ProofType.Rules.V1, 0)))
                .hasMessageContaining("without Filecoin's proofs");
        assertThatThrownBy(() -> new Genesis(
                        "devnet",
                        AT,
                        Policy.DEVNET,
                        List.of(),
                        List.of(new Genesis.Miner(bls(1), bls(1), new byte[0], 1, ProofType.unproven(2048)))))
                .hasMessageContaining("devnet takes no unproven sectors of 2048 bytes");
        assertThatThrownBy(
                        () -> GenesisFile.devnet("x", () -> AT, 1000, List.of(bls(1)), SEED, 32L << 30, (m, id) -> m))
                .hasMessageContaining("2048, 8388608 or 536870912");
        assertThatThrownBy(() ->
                        GenesisFile.devnet("Not a name", () -> AT, 1000, List.of(bls(1)), SEED, 2 << 10, (m, id) -> {
                            throw new AssertionError("sealed for nothing");
                        }))
                .isInstanceOf(GenesisFileException.class)
                .hasMessageContaining("network name");
    }
}
