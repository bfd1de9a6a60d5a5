package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.ReplicaId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** A network takes proofs of its own kinds and no longer ones than there are. */
public class ProofKindsTest {
    private final MinerWorld m = new MinerWorld(Policy.DEVNET, 10);

    private void fund() {
        m.world.ok(1, m.miner, 0, new byte[0], TokenAmount.fil("500"));
    }

    private byte[] prove(long sector, byte... proof) {
        return MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(sector, proof));
    }

    @Test
    public void minersChooseAmongTheKindsOfTheirNetwork() {
        for (long type : new long[] {-1, -4, 5, 6, 13, 14, 15, 0, -6}) {
            m.world.fails(
                    ExitCode.USR_ILLEGAL_ARGUMENT,
                    0,
                    Singletons.STORAGE_POWER,
                    PowerActor.CREATE_MINER,
                    MinerWorld.create(m.worker, type),
                    TokenAmount.fil("1"));
        }
        for (long type : new long[] {10, 11, 12}) {
            m.world.ok(
                    0,
                    Singletons.STORAGE_POWER,
                    PowerActor.CREATE_MINER,
                    MinerWorld.create(m.worker, type),
                    TokenAmount.fil("1"));
        }
    }

    @Test
    public void aSealIsCheckedWhenItComesAndOnceMoreWhenTheEpochEnds() {
        fund();
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(1)));
        m.until(m.world.epoch() + 5);
        m.world.syscalls.sealsHold = false;
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PROVE_COMMIT_SECTOR, prove(1, (byte) 1, (byte) 9));
        assertThat(m.world.syscalls.seals).hasSize(1);
        m.until(m.world.epoch() + 1);
        assertThat(m.view().sector(1)).as("what was refused waits nowhere").isEmpty();
        assertThat(m.world.syscalls.seals).hasSize(1);
        m.world.syscalls.sealsHold = true;
        m.ok(MinerActor.PROVE_COMMIT_SECTOR, prove(1, (byte) 1, (byte) 9));
        m.until(m.world.epoch() + 1);
        assertThat(m.world.syscalls.seals).hasSize(3);
        assertThat(m.world.syscalls.seals.get(2).proof()).containsExactly(1, 9);
        assertThat(m.view().sector(1).orElseThrow().sealProof()).isEqualTo(5);
    }

    @Test
    public void bytesThatCannotBeAProofAreRefusedBeforeAnybodyIsAsked() {
        fund();
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(1)));
        m.until(m.world.epoch() + 5);
        for (byte[] proof : new byte[][] {{}, {0}, {2, 1}, {3}, {-1}, longest(3906)}) {
            m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PROVE_COMMIT_SECTOR, prove(1, proof));
        }
        assertThat(m.world.syscalls.seals).isEmpty();
        m.ok(MinerActor.PROVE_COMMIT_SECTOR, prove(1, longest(3905)));
    }

    private static byte[] longest(int bytes) {
        byte[] proof = new byte[bytes];
        proof[0] = 1;
        return proof;
    }

    @Test
    public void whatAWindowPoStHasToProveIsTheSameForMinerAndChain() {
        fund();
        m.seal(m.sector(1), m.sector(2));
        m.until(m.world.epoch() + 1);
        m.proveUntil(400);
        DeadlineInfo open = m.view().nextDeadline(m.deadlineOf(1), Epoch.of(m.world.epoch()));
        m.until(open.open().number() + 1);
        MinerView view = m.view();
        List<MinerView.PartitionView> partitions = view.deadline(open.index()).partitions();
        byte[] randomness = m.world.syscalls.randomness(
                RandomnessTag.WINDOW_POST, open.challenge(), io.fondaco.chain.consensus.Randomness.entropy(m.miner));
        PostStatement due = view.windowStatement(
                        open.index(),
                        partitions.stream().map(MinerView.PartitionView::index).toList(),
                        BitField.EMPTY,
                        randomness)
                .orElseThrow();
        assertThat(due.proof().number()).isEqualTo(10);
        assertThat(due.prover()).isEqualTo(ReplicaId.prover(m.miner.idNumber()));
        assertThat(view.windowStatement(
                        open.index(), List.of(0L), partitions.get(0).all(), randomness))
                .as("all skipped")
                .isEmpty();
        m.post();
        m.until(open.close().number() + 1);
        List<MinerView.Unseen> unseen = m.view().unseen(open.index());
        assertThat(unseen).hasSize(1);
        assertThat(Statements.window(
                        10, m.miner.idNumber(), randomness, unseen.get(0).sectors()))
                .isEqualTo(due);
        assertThat(unseen.get(0).proofs().get(0).proof()).isEqualTo(m.proof);
    }

    @Test
    public void aSectorThatStandsInForOthersIsShownOnceAndAllInTheOrderOfTheirNumbers() {
        SectorInfo one = info(4);
        SectorInfo two = info(9);
        PostStatement statement = Statements.window(
                10,
                77,
                new byte[] {
                    1,
                    2,
                    3,
                    4,
                    5,
                    6,
                    7,
                    8,
                    9,
                    10,
                    11,
                    12,
                    13,
                    14,
                    15,
                    16,
                    17,
                    18,
                    19,
                    20,
                    21,
                    22,
                    23,
                    24,
                    25,
                    26,
                    27,
                    28,
                    29,
                    30,
                    31,
                    (byte) 0xff
                },
                List.of(challenged(two), challenged(one), challenged(one), challenged(two)));
        assertThat(statement.sectors())
                .extracting(PostStatement.Replica::number)
                .containsExactly(4L, 9L);
        assertThat(statement.randomness().bytes()[31]).isEqualTo((byte) 0x3f);
        assertThatThrownBy(() -> Statements.window(10, 77, new byte[32], List.of()))
                .hasMessageContaining("no sector");
        assertThatThrownBy(() -> Statements.window(99, 77, new byte[32], List.of(challenged(one))))
                .hasMessageContaining("no PoSt proof 99");
    }

    private SectorInfo info(long number) {
        MinerParams.Sector sector = m.sector(number);
        return new SectorInfo(
                number,
                5,
                sector.sealedCid(),
                List.of(),
                Epoch.of(1),
                Epoch.of(2),
                java.math.BigInteger.ZERO,
                java.math.BigInteger.ZERO,
                TokenAmount.ZERO,
                TokenAmount.ZERO,
                TokenAmount.ZERO);
    }

    private static Syscalls.Challenged challenged(SectorInfo sector) {
        return new Syscalls.Challenged(sector.sealProof(), sector.number(), sector.sealedCid());
    }

    @Test
    public void typesHaveTheNumbersOfTheRegistry() {
        ProofType type = ProofType.vanilla(8 << 20);
        assertThat(type.sealProof().number()).isEqualTo(6);
        assertThat(type.windowProof().number()).isEqualTo(11);
        assertThat(type.winningProof().number()).isEqualTo(1);
        assertThat(ProofType.ofWindowPost(11)).isEqualTo(type);
        assertThat(ProofType.ofWindowPost(6)).isEqualTo(new ProofType(ProofType.Rules.V1, 1));
        for (long none : new long[] {0, 4, 15, -6}) {
            assertThat(ProofType.ofWindowPost(none)).isNull();
        }
        assertThat(ProofType.usual(32L << 30, Policy.MAINNET.sealing()).windowPost())
                .isEqualTo(8);
        assertThat(ProofType.usual(32L << 30, Policy.DEVNET_UNPROVEN.sealing()).windowPost())
                .isEqualTo(-4);
        assertThat(ProofType.usual(2048, Policy.DEVNET.sealing()).windowPost()).isEqualTo(10);
        assertThatThrownBy(() -> ProofType.unproven(2048).sealProof()).hasMessageContaining("of the kind none");
        assertThat(type.sealBytes(ProofKind.GROTH16_LOCAL)).isEqualTo(193);
        assertThat(new ProofType(ProofType.Rules.V1, 3).sealBytes(ProofKind.GROTH16_FILECOIN))
                .isEqualTo(1920);
        Policy.Sealing both = new Policy.Sealing(
                Set.of(2048L), 4, 244, 270, 480, 14_400, true, Set.of(ProofKind.VANILLA, ProofKind.GROTH16_LOCAL));
        assertThat(ProofType.unproven(2048).allowed(both)).isTrue();
        assertThat(ProofType.vanilla(2048).allowed(both)).isTrue();
        assertThat(ProofType.vanilla(2048).sealTrouble(Arrays.copyOf(new byte[] {2}, 193), both))
                .isEmpty();
        assertThat(ProofType.vanilla(2048).sealTrouble(new byte[] {3}, both))
                .contains("a proof of kind 3: taken is vanilla (1), groth16-local (2)");
    }
}
