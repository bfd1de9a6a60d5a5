package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.actors.Syscalls.PostProof;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The window PoSt of a miner whose sectors are of the kind none: the message that says its sectors are there, with no proof
 * because there is nothing to prove. Without it the miner loses its power, as every miner would.
 */
public final class WindowProofs {
    /** Partitions of one message. */
    private static final int PARTITIONS = 3;

    private WindowProofs() {}

    /**
     * What the miner has to submit for the deadline that is open when the head's child runs.
     *
     * @param miner after the head's messages
     * @param head height of it
     * @param ticket VRF proof of the smallest ticket at an epoch, or at the last one before it that has one
     * @return parameters of SubmitWindowedPoSt; empty if there is nothing to prove, or it was proven
     */
    public static Optional<MinerParams.WindowPost> due(MinerView miner, Epoch head, Function<Epoch, byte[]> ticket) {
        Epoch next = head.plus(1);
        DeadlineInfo open = miner.openDeadline(next);
        // The challenge is the oldest epoch a proof may say it was made on, so the one that is least likely to be
        // reverted.
        Epoch made = open.challenge();
        if (!miner.info().type().none() || next.isBefore(open.open()) || head.isBefore(made)) {
            return Optional.empty();
        }
        MinerView.DeadlineView deadline = miner.deadline(open.index());
        List<MinerParams.Proven> proven = new ArrayList<>();
        for (MinerView.PartitionView partition : deadline.partitions()) {
            if (proven.size() < PARTITIONS
                    && !deadline.posted().contains(partition.index())
                    && !partition.toProve().isEmpty()) {
                proven.add(new MinerParams.Proven(partition.index(), BitField.EMPTY));
            }
        }
        if (proven.isEmpty()) {
            return Optional.empty();
        }
        byte[] committed = Randomness.draw(ticket.apply(made), RandomnessTag.POST_CHAIN_COMMIT, made, new byte[0]);
        return Optional.of(new MinerParams.WindowPost(
                open.index(),
                proven,
                List.of(new PostProof(miner.info().type().windowPost(), new byte[0])),
                made,
                committed));
    }
}
