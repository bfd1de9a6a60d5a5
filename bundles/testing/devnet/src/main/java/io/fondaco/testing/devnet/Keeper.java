package io.fondaco.testing.devnet;

import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proving;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Sends the window PoSts of a miner of a network for tests, skipping sectors that cannot be proven. */
public final class Keeper {
    /** Partitions of one message. */
    private static final int PARTITIONS = 10;

    private final ChainNode node;
    private final Address miner;
    private final SealedSectors sectors;

    Keeper(ChainNode node, Address miner, SealedSectors sectors) {
        this.node = node;
        this.miner = miner;
        this.sectors = sectors;
    }

    /** What a miner has to show now. */
    public record Due(
            Address worker,
            long type,
            long deadline,
            List<Long> partitions,
            BitField skipped,
            Epoch committed,
            byte[] commitment,
            PostStatement statement) {

        /** The message of a proof. */
        public MinerParams.WindowPost with(byte[] proof) {
            List<MinerParams.Proven> proven = new ArrayList<>();
            partitions.forEach(index -> proven.add(new MinerParams.Proven(index, skipped)));
            return new MinerParams.WindowPost(
                    deadline, proven, List.of(new Syscalls.PostProof(type, proof)), committed, commitment);
        }
    }

    /** What is due on the head. @param skipped sectors that are left out */
    public Optional<Due> due(BitField skipped) {
        return node.read(view -> {
            MinerView at = MinerView.of(view.tree(), miner, view.policy()).orElseThrow();
            // What is sent in the last epoch before would come too early in blocks that are made beside the head.
            DeadlineInfo open = at.openDeadline(view.epoch());
            if (view.epoch().isBefore(open.open())) {
                return Optional.empty();
            }
            MinerView.DeadlineView deadline = at.deadline(open.index());
            List<Long> partitions = deadline.partitions().stream()
                    .filter(p -> !deadline.posted().contains(p.index())
                            && !p.toProve().minus(skipped).isEmpty())
                    .map(MinerView.PartitionView::index)
                    .limit(PARTITIONS)
                    .toList();
            if (partitions.isEmpty()) {
                return Optional.empty();
            }
            byte[] randomness =
                    view.calls().randomness(RandomnessTag.WINDOW_POST, open.challenge(), Randomness.entropy(miner));
            byte[] commitment = view.calls().randomness(RandomnessTag.POST_CHAIN_COMMIT, open.challenge(), new byte[0]);
            return at.windowStatement(open.index(), partitions, skipped, randomness)
                    .map(statement -> new Due(
                            at.workerKey(),
                            at.info().type().windowPost(),
                            open.index(),
                            partitions,
                            skipped,
                            open.challenge(),
                            commitment,
                            statement));
        });
    }

    /** Sends what is due on the head; once for each deadline. */
    void keep() {
        due(BitField.EMPTY).ifPresent(due -> {
            Proving.Outcome outcome = sectors.prove(miner.idNumber(), due.statement());
            if (outcome instanceof Proving.Proven proven) {
                send(due, proven);
            } else if (outcome instanceof Proving.Faulty faulty) {
                BitField skipped = BitField.of(faulty.why().keySet().stream()
                        .mapToLong(Long::longValue)
                        .toArray());
                due(skipped).ifPresent(rest -> {
                    if (sectors.prove(miner.idNumber(), rest.statement()) instanceof Proving.Proven proven) {
                        send(rest, proven);
                    }
                });
            }
        });
    }

    private void send(Due due, Proving.Proven proven) {
        node.pool()
                .send(Outgoing.call(
                        due.worker(),
                        miner,
                        TokenAmount.ZERO,
                        MinerActor.SUBMIT_WINDOWED_POST,
                        MinerParams.WindowPost.CODEC.encode(
                                due.with(proven.proof().toBytes())),
                        "post/" + miner + "/" + due.committed() + "/" + due.partitions() + "/"
                                + HexFormat.of().formatHex(due.commitment())));
    }
}
