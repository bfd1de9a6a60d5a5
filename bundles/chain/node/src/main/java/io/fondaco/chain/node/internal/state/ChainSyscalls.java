package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the chain below a tipset answers while its messages run. */
final class ChainSyscalls implements Syscalls {
    private static final Logger LOG = LoggerFactory.getLogger(ChainSyscalls.class);

    private final Execution execution;
    private final Tipset tipset;

    ChainSyscalls(Execution execution, Tipset tipset) {
        this.execution = execution;
        this.tipset = tipset;
    }

    /** From tickets for seals and for commitments to the chain, from the beacon for all else. */
    @Override
    public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
        try {
            byte[] base = use == RandomnessTag.SEAL || use == RandomnessTag.POST_CHAIN_COMMIT
                    ? execution.index().ancestor(tipset, epoch).minTicket().vrf()
                    : execution.beacon().at(epoch).data();
            return Randomness.draw(base, use, epoch, entropy);
        } catch (InvalidBlockException missing) {
            throw new StateException("randomness of epoch " + epoch + ": " + missing.getMessage());
        }
    }

    @Override
    public boolean verifySignature(Signature signature, Address signer, byte[] message) {
        return execution.signed(signature, signer, message);
    }

    @Override
    public boolean verifySeal(Seal seal) {
        return told(execution.proofs().trouble(seal), "the seal of sector " + seal.sector(), seal.miner());
    }

    @Override
    public boolean verifyWindowPost(WindowPost post) {
        return told(
                execution.proofs().trouble(post.miner(), post.randomness(), post.proofs(), post.sectors()),
                "a window PoSt of " + post.sectors().size() + " sectors",
                post.miner());
    }

    private static boolean told(Optional<String> trouble, String what, long miner) {
        trouble.ifPresent(why -> LOG.info("{} of f0{} does not hold: {}", what, miner, why));
        return trouble.isEmpty();
    }

    @Override
    public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
        return FaultProofs.proven(first, second, witness, (miner, height) -> execution
                .lookback(tipset, height, miner)
                .worker());
    }
}
