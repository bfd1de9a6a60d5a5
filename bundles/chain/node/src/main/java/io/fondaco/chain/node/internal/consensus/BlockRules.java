package io.fondaco.chain.node.internal.consensus;

import static io.fondaco.chain.node.internal.consensus.BlockSyntax.require;

import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.consensus.ChainWeight;
import io.fondaco.chain.consensus.Election;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.Vrf;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.state.Lookback;
import io.fondaco.chain.node.internal.store.ChainIndex.Outcome;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What can be said of a block that passed {@link BlockSyntax} once its parents are here: first what follows from them, then
 * who made it, then its messages.
 *
 * <p>Source: specs.filecoin.io, Block validation; lotus, ValidateBlock.
 */
public final class BlockRules {
    private final Execution execution;
    private final MessageRules messages;

    public BlockRules(Execution execution) {
        this.execution = execution;
        this.messages = new MessageRules(execution);
    }

    /** @throws InvalidBlockException BAD with the first thing that is wrong; MISSING if something below it is not here */
    public void check(FullBlock block, Tipset parents) throws InvalidBlockException {
        BlockHeader header = block.header();
        Policy policy = execution.policy();
        require(
                header.height().isAfter(parents.height()),
                "its height " + header.height() + " is not above its parents', " + parents.height());
        require(
                header.beaconEntries().equals(List.of(execution.beacon().at(header.height()))),
                "its beacon entries are not the one of round " + header.height());
        BigInteger weight = weight(parents);
        require(
                header.parentWeight().equals(weight),
                "it says its parents weigh " + header.parentWeight() + ": they weigh " + weight);
        Outcome outcome = execution.outcome(parents);
        require(
                header.parentBaseFee().equals(outcome.baseFee()),
                "its base fee is " + header.parentBaseFee() + " where " + outcome.baseFee() + " is due");
        require(
                header.stateRoot().equals(outcome.state()),
                "its state root is " + header.stateRoot() + ": executing its parents gives " + outcome.state());
        require(
                header.receipts().equals(outcome.receipts()),
                "its receipts root is " + header.receipts() + ": executing its parents gives " + outcome.receipts());
        maker(header, parents, execution.state(outcome.state()), policy);
        messages.check(block, execution.state(outcome.state()));
    }

    private void maker(BlockHeader header, Tipset parents, StateTree state, Policy policy)
            throws InvalidBlockException {
        Lookback lookback = execution.lookback(parents, header.height(), header.miner());
        eligible(header.miner(), parents.height(), lookback, state, policy);
        byte[] beacon = execution.beacon().at(header.height()).data();
        byte[] election = header.electionProof().vrf();
        byte[] drawn = Randomness.election(beacon, header.height(), header.miner());
        byte[] ticket = Randomness.ticket(beacon, header.height(), header.miner(), parents.minTicket());
        signatures(header, lookback.worker(), drawn, election, ticket);
        int wins = Election.MAINNET.wins(election, lookback.power(), lookback.total());
        require(
                header.electionProof().winCount() == wins,
                "it claims " + header.electionProof().winCount() + " wins: the proof has " + wins);
        Optional<String> trouble =
                execution.winning(parents, header.height(), header.miner()).trouble(header.winningPoSt(), execution);
        require(trouble.isEmpty(), "its winning PoSt: " + trouble.orElse(""));
    }

    /** The three signatures of a block, in one go; one by one only to say which is bad. */
    private void signatures(BlockHeader header, Address worker, byte[] drawn, byte[] election, byte[] ticket)
            throws InvalidBlockException {
        Signature own = header.signature().orElseThrow();
        byte[] made = header.ticket().vrf();
        boolean wellFormed =
                own.type() == Signature.Type.BLS && election.length == Vrf.PROOF && made.length == Vrf.PROOF;
        if (wellFormed
                && execution.signedEach(
                        worker,
                        List.of(header.signingBytes(), drawn, ticket),
                        List.of(
                                own,
                                new Signature(Signature.Type.BLS, election),
                                new Signature(Signature.Type.BLS, made)))) {
            return;
        }
        require(
                execution.signed(own, worker, header.signingBytes()),
                "it is not signed by " + worker + ", the worker of " + header.miner());
        require(vrf(worker, drawn, election), "its election proof is not the worker's");
        require(vrf(worker, ticket, made), "its ticket is not the worker's");
    }

    /**
     * Source: lotus, MinerEligibleToMine.
     *
     * @param parents height of the tipset that is built on
     * @throws InvalidBlockException (BAD) saying what keeps a miner from making a block
     */
    static void eligible(Address miner, Epoch parents, Lookback lookback, StateTree state, Policy policy)
            throws InvalidBlockException {
        require(lookback.enough(), miner + " had too little power when it was counted");
        MinerView now = MinerView.of(state, miner, policy).orElse(null);
        require(now != null, miner + " is no miner any more");
        require(now.power().adjusted().signum() > 0, miner + " has no power any more");
        require(now.feeDebt().isZero(), miner + " owes " + now.feeDebt());
        require(
                parents.isAfter(now.consensusFaultElapsed()),
                miner + " broke consensus and is excluded until epoch " + now.consensusFaultElapsed());
    }

    private boolean vrf(Address worker, byte[] input, byte[] proof) {
        return proof.length == Vrf.PROOF && execution.signed(new Signature(Signature.Type.BLS, proof), worker, input);
    }

    /** What a tipset weighs. */
    public BigInteger weight(Tipset tipset) {
        BigInteger power = execution.power(tipset);
        // A network that lost all its power goes on weighing its tipsets as if there were one byte left.
        return tipset.height().number() == 0
                ? BigInteger.ZERO
                : ChainWeight.of(tipset.parentWeight(), power.max(BigInteger.ONE), tipset.wins());
    }
}
