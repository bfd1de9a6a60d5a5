package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.Optional;

/** What the chain below a tipset answers while its messages run. */
final class ChainSyscalls implements Syscalls {
    private final Execution execution;
    private final Tipset tipset;

    ChainSyscalls(Execution execution, Tipset tipset) {
        this.execution = execution;
        this.tipset = tipset;
    }

    @Override
    public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
        return execution.randomness(tipset, use, epoch, entropy);
    }

    @Override
    public boolean verifySignature(Signature signature, Address signer, byte[] message) {
        return execution.signed(signature, signer, message);
    }

    /** No prover is in this house yet: the kind none alone is taken, where the policy allows it, and it has no proof. */
    @Override
    public boolean verifySeal(Seal seal) {
        return seal.sealProof() < 0 && seal.proof().length == 0;
    }

    /** As {@link #verifySeal}. */
    @Override
    public boolean verifyWindowPost(WindowPost post) {
        return post.proofs().stream().allMatch(proof -> proof.type() < 0 && proof.proof().length == 0);
    }

    @Override
    public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
        return FaultProofs.proven(first, second, witness, (miner, height) -> execution
                .lookback(tipset, height, miner)
                .worker());
    }
}
