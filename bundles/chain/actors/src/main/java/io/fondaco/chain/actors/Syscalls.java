package io.fondaco.chain.actors;

import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What actors ask of the chain around them. The same question at the same place in the chain has one answer for ever, on
 * every node; whatever is thrown means that this node cannot tell, and becomes a {@link StateException}.
 */
@ConsumerType
public interface Syscalls {
    /**
     * A sector that is said to be sealed.
     *
     * @param sealProof registered seal proof type
     * @param sealRandomness from the tickets, 32 bytes
     * @param interactiveRandomness from the beacon, 32 bytes
     */
    record Seal(
            long sealProof,
            long miner,
            long sector,
            List<Long> deals,
            byte[] sealRandomness,
            byte[] interactiveRandomness,
            byte[] proof,
            Cid sealedCid,
            Cid unsealedCid) {}

    /** A sector that is challenged. */
    record Challenged(long sealProof, long sector, Cid sealedCid) {}

    /** A proof and its registered window PoSt type. */
    record PostProof(long type, byte[] proof) {}

    /**
     * Sectors that are said to be stored still.
     *
     * @param randomness 32 bytes
     * @param miner the prover's actor number
     */
    record WindowPost(byte[] randomness, List<PostProof> proofs, List<Challenged> sectors, long miner) {}

    /** A miner that broke consensus. @param type 1 double fork, 2 parent grinding, 3 time offset */
    record ConsensusFault(Address miner, Epoch epoch, int type) {}

    /** 32 bytes drawn for {@code use} at an epoch that is not in the future, for {@code entropy}. */
    byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy);

    /** Whether {@code signature} is {@code signer}'s over {@code message}. @param signer an f1 or f3 address */
    boolean verifySignature(Signature signature, Address signer, byte[] message);

    boolean verifySeal(Seal seal);

    boolean verifyWindowPost(WindowPost post);

    /** What two block headers, and a third as witness or no bytes, prove; empty if nothing. */
    Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness);
}
