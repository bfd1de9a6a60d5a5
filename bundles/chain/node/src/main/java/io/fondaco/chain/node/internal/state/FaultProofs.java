package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.Syscalls.ConsensusFault;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.codec.DecodeException;
import io.fondaco.crypto.CryptoException;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.Optional;

/**
 * What two blocks of one miner prove against it. Both have to be signed by its worker; a witness need not be.
 *
 * <p>Source: specs.filecoin.io, Consensus faults; lotus, VerifyConsensusFault.
 */
public final class FaultProofs {
    /** Two blocks at one height. */
    public static final int DOUBLE_FORK = 1;
    /** A block that left out its maker's own block, which its parents could have had. */
    public static final int PARENT_GRINDING = 2;
    /** Two blocks on the same parents. */
    public static final int TIME_OFFSET = 3;

    private FaultProofs() {}

    /** Who signs for a miner at a height. */
    @FunctionalInterface
    public interface Workers {
        /** The worker's key address. */
        Address at(Address miner, Epoch height) throws InvalidBlockException;
    }

    /** What the encoded blocks prove; empty for nothing, and for bytes that are no blocks. */
    public static Optional<ConsensusFault> proven(byte[] first, byte[] second, byte[] witness, Workers workers) {
        BlockHeader a;
        BlockHeader b;
        BlockHeader c;
        try {
            a = BlockCodec.decodeHeader(first);
            b = BlockCodec.decodeHeader(second);
            c = witness.length == 0 ? null : BlockCodec.decodeHeader(witness);
        } catch (DecodeException notBlocks) {
            return Optional.empty();
        }
        int type = typeOf(a, b, c);
        if (type == 0 || !signed(a, workers) || !signed(b, workers)) {
            return Optional.empty();
        }
        return Optional.of(new ConsensusFault(a.miner(), b.height(), type));
    }

    /** The kind of fault, without looking at signatures; 0 for none. @param c may be null */
    public static int typeOf(BlockHeader a, BlockHeader b, BlockHeader c) {
        Cid first = a.cid();
        if (first.equals(b.cid()) || !a.miner().equals(b.miner()) || b.height().isBefore(a.height())) {
            return 0;
        }
        if (a.height().equals(b.height())) {
            return DOUBLE_FORK;
        }
        if (a.parents().equals(b.parents())) {
            return TIME_OFFSET;
        }
        boolean grinding = c != null
                && a.parents().equals(c.parents())
                && a.height().equals(c.height())
                && b.parents().cids().contains(c.cid())
                && !b.parents().cids().contains(first);
        return grinding ? PARENT_GRINDING : 0;
    }

    private static boolean signed(BlockHeader block, Workers workers) {
        try {
            return block.signedBy(workers.at(block.miner(), block.height()));
        } catch (InvalidBlockException | CryptoException noWorker) {
            return false;
        }
    }
}
