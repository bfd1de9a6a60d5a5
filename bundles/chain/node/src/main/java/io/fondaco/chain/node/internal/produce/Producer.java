package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.ElectionProof;
import io.fondaco.chain.block.Ticket;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.consensus.Election;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.consensus.Clock;
import io.fondaco.chain.node.internal.consensus.WinningProof;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.state.Lookback;
import io.fondaco.chain.node.internal.store.ChainIndex.Outcome;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the blocks of one miner: draws, and if it won puts the best messages on the heaviest tipset.
 *
 * <p>Source: lotus, Miner.mineOne.
 */
public final class Producer {
    private static final Logger LOG = LoggerFactory.getLogger(Producer.class);

    /** Which messages a block takes. */
    @FunctionalInterface
    public interface Selection {
        /**
         * Messages that can run after {@code parents}, in order.
         *
         * @param quality 0 to 1: how likely the block is the first of its tipset
         */
        List<SignedMessage> select(Tipset parents, double quality);
    }

    private final Address miner;
    private final ChainEngine engine;
    private final Clock clock;
    private final KeyStore keys;
    private final Selection selection;
    private final SlashFilter filter;

    /** @param miner its ID address; the key of its worker has to be in {@code keys} */
    public Producer(
            Address miner, ChainEngine engine, Clock clock, KeyStore keys, Selection selection, SlashFilter filter) {
        this.miner = miner;
        this.engine = engine;
        this.clock = clock;
        this.keys = keys;
        this.selection = selection;
        this.filter = filter;
    }

    public Address miner() {
        return miner;
    }

    /**
     * The block of an epoch on the head, or beside it if that is of the epoch already, if this miner won one. It is kept before it is returned, so that no second one is
     * ever made that could be held against the miner: on a head it made a block on already, that one comes again.
     */
    public Optional<FullBlock> produce(Epoch height) throws InvalidBlockException {
        Execution execution = engine.execution();
        Tipset parents = engine.head();
        if (parents.height().equals(height) && height.number() > 0) {
            // Others were faster: ours belongs beside theirs.
            parents = execution.index().parents(parents);
        }
        if (!height.isAfter(parents.height())) {
            return Optional.empty();
        }
        Optional<FullBlock> before = filter.madeBefore(
                miner, parents.key(), execution.policy().blocks().messages());
        if (before.isPresent()) {
            return before;
        }
        Outcome outcome = execution.outcome(parents);
        StateTree state = execution.state(outcome.state());
        MinerView view = MinerView.of(state, miner, execution.policy()).orElse(null);
        Optional<String> obstacle = view == null
                ? Optional.of("it is no miner")
                : obstacle(view, parents.height(), execution.counted(parents, height, miner));
        if (obstacle.isPresent()) {
            return Optional.empty();
        }
        Lookback lookback = execution.lookback(parents, height, miner);
        if (!lookback.enough()) {
            return Optional.empty();
        }
        byte[] beacon = execution.beacon().at(height).data();
        byte[] election = vrf(lookback.worker(), Randomness.election(beacon, height, miner));
        int wins = Election.MAINNET.wins(election, lookback.power(), lookback.total());
        if (wins == 0) {
            return Optional.empty();
        }
        Ticket ticket =
                new Ticket(vrf(lookback.worker(), Randomness.ticket(beacon, height, miner, parents.minTicket())));
        Draft draft =
                new Draft(parents, height, outcome, view, lookback.worker(), new ElectionProof(wins, election), ticket);
        FullBlock block = draft.with(selection.select(parents, quality(ticket)));
        try {
            // Before it is kept as the one block there can be: what is refused here would be refused for ever.
            engine.verify(block);
        } catch (InvalidBlockException refused) {
            LOG.error("messages chosen for a block of {} at {} are left out: {}", miner, height, refused.getMessage());
            block = draft.with(List.of());
            engine.verify(block);
        }
        return filter.mayPublish(block) ? Optional.of(block) : Optional.empty();
    }

    /** A block but for its messages. */
    private final class Draft {
        private final Tipset parents;
        private final Epoch height;
        private final Outcome outcome;
        private final MinerView view;
        private final Address worker;
        private final ElectionProof proof;
        private final Ticket ticket;

        Draft(
                Tipset parents,
                Epoch height,
                Outcome outcome,
                MinerView view,
                Address worker,
                ElectionProof proof,
                Ticket ticket) {
            this.parents = parents;
            this.height = height;
            this.outcome = outcome;
            this.view = view;
            this.worker = worker;
            this.proof = proof;
            this.ticket = ticket;
        }

        FullBlock with(List<SignedMessage> messages) throws InvalidBlockException {
            Execution execution = engine.execution();
            BlockContents contents = new BlockContents(
                    messages.stream()
                            .filter(Producer::isBls)
                            .map(SignedMessage::message)
                            .toList(),
                    messages.stream().filter(m -> !isBls(m)).toList());
            BlockHeader unsigned = new BlockHeader(
                    miner,
                    ticket,
                    proof,
                    List.of(execution.beacon().at(height)),
                    WinningProof.of(view),
                    parents.key(),
                    engine.rules().weight(parents),
                    height,
                    outcome.state(),
                    outcome.receipts(),
                    roots(contents),
                    Optional.of(SignatureScheme.bls()
                            .aggregate(messages.stream()
                                    .filter(Producer::isBls)
                                    .map(SignedMessage::signature)
                                    .toList())),
                    clock.timestamp(height),
                    Optional.empty(),
                    0,
                    outcome.baseFee());
            BlockHeader header = unsigned.signed(sign(worker, unsigned.signingBytes()));
            return new FullBlock(header, contents);
        }
    }

    /**
     * What keeps a miner from drawing at all, one sentence for people.
     *
     * @param parents height of the tipset it would build on
     * @param counted whether its power counts already
     */
    static Optional<String> obstacle(MinerView miner, Epoch parents, boolean counted) {
        if (!miner.feeDebt().isZero()) {
            return Optional.of("it owes " + miner.feeDebt() + ": send it that much");
        }
        if (miner.power().adjusted().signum() <= 0) {
            return Optional.of("it has no power");
        }
        if (!parents.isAfter(miner.consensusFaultElapsed())) {
            return Optional.of("it broke consensus and is excluded until epoch " + miner.consensusFaultElapsed());
        }
        return counted ? Optional.empty() : Optional.of("its power does not count yet");
    }

    private static boolean isBls(SignedMessage message) {
        return message.signature().type() == Signature.Type.BLS;
    }

    /** How far up among all possible tickets this one is, the smallest at 1. */
    static double quality(Ticket ticket) {
        BigInteger digest = new BigInteger(1, ticket.digest());
        return 1 - digest.shiftRight(192).doubleValue() / 0x1p64;
    }

    private static Cid roots(BlockContents contents) {
        try {
            return ChainStore.roots(new MemoryBlocks(), contents).cid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] vrf(Address worker, byte[] input) {
        return sign(worker, input).data();
    }

    private Signature sign(Address worker, byte[] bytes) {
        Signature made = keys.sign(worker, bytes);
        engine.execution().signedHere(made, worker, bytes);
        return made;
    }
}
