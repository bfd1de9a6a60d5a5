package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.ElectionProof;
import io.fondaco.chain.block.Ticket;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.chain.consensus.Election;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.consensus.Clock;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.state.Lookback;
import io.fondaco.chain.node.internal.state.Winning;
import io.fondaco.chain.node.internal.store.ChainIndex.Outcome;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.proof.PostStatement;
import io.fondaco.sector.WinningProofs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the blocks of one miner: draws, and if it won puts the best messages on the heaviest tipset.
 *
 * <p>Source: lotus, Miner.mineOne.
 */
public final class Producer {
    private static final Logger LOG = LoggerFactory.getLogger(Producer.class);
    private static final CompletionStage<Optional<FullBlock>> NOTHING =
            CompletableFuture.completedStage(Optional.empty());

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
    private final Supplier<Optional<WinningProofs>> proofs;
    private final Executor chain;

    /**
     * @param miner its ID address; the key of its worker has to be in {@code keys}
     * @param proofs shows sectors that are sealed; without it nothing is drawn for miners who have such
     * @param chain where blocks are made once their proofs are there
     */
    public Producer(
            Address miner,
            ChainEngine engine,
            Clock clock,
            KeyStore keys,
            Selection selection,
            SlashFilter filter,
            Supplier<Optional<WinningProofs>> proofs,
            Executor chain) {
        this.miner = miner;
        this.engine = engine;
        this.clock = clock;
        this.keys = keys;
        this.selection = selection;
        this.filter = filter;
        this.proofs = proofs;
        this.chain = chain;
    }

    public Address miner() {
        return miner;
    }

    /**
     * The block of an epoch on the head, or beside it if that is of the epoch already, if this miner won one. It is kept
     * before it is given, so that no second one is ever made that could be held against the miner: on a head it made a block
     * on already, that one comes again.
     *
     * @return complete at once where nothing has to be proven; exceptionally with what the prover says, or with
     *     {@link InvalidBlockException}
     */
    public CompletionStage<Optional<FullBlock>> produce(Epoch height) throws InvalidBlockException {
        Execution execution = engine.execution();
        Tipset parents = engine.head();
        if (parents.height().equals(height) && height.number() > 0) {
            // Others were faster: ours belongs beside theirs.
            parents = execution.index().parents(parents);
        }
        if (!height.isAfter(parents.height())) {
            return NOTHING;
        }
        Optional<FullBlock> before = filter.madeBefore(
                miner, parents.key(), execution.policy().blocks().messages());
        if (before.isPresent()) {
            return CompletableFuture.completedFuture(before);
        }
        Draft draft = draw(parents, height).orElse(null);
        if (draft == null) {
            return NOTHING;
        }
        Optional<PostStatement> statement = draft.winning.statement();
        if (statement.isEmpty()) {
            return CompletableFuture.completedFuture(make(draft, draft.winning.nothing()));
        }
        return proofs.get()
                .orElseThrow()
                .prove(miner, statement.get())
                .thenApplyAsync(
                        proof -> {
                            try {
                                return make(draft, draft.winning.with(proof));
                            } catch (InvalidBlockException refused) {
                                throw new CompletionException(refused);
                            }
                        },
                        chain);
    }

    private Optional<Draft> draw(Tipset parents, Epoch height) throws InvalidBlockException {
        Execution execution = engine.execution();
        Outcome outcome = execution.outcome(parents);
        StateTree state = execution.state(outcome.state());
        MinerView view = MinerView.of(state, miner, execution.policy()).orElse(null);
        Optional<String> obstacle = view == null
                ? Optional.of("it is no miner")
                : obstacle(
                        view,
                        parents.height(),
                        execution.counted(parents, height, miner),
                        proofs.get().isPresent());
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
        return Optional.of(new Draft(
                parents,
                height,
                outcome,
                lookback.worker(),
                new ElectionProof(wins, election),
                ticket,
                execution.winning(parents, height, miner)));
    }

    private Optional<FullBlock> make(Draft draft, List<WinningPoSt> post) throws InvalidBlockException {
        if (engine.head().height().isAfter(draft.height)) {
            LOG.warn(
                    "miner {} won at {}, but its winning PoSt took until others were at {}",
                    miner,
                    draft.height,
                    engine.head().height());
            return Optional.empty();
        }
        FullBlock block = draft.with(post, selection.select(draft.parents, quality(draft.ticket)));
        try {
            // Before it is kept as the one block there can be: what is refused here would be refused for ever.
            engine.verify(block);
        } catch (InvalidBlockException refused) {
            LOG.error(
                    "messages chosen for a block of {} at {} are left out: {}",
                    miner,
                    draft.height,
                    refused.getMessage());
            block = draft.with(post, List.of());
            engine.verify(block);
        }
        return filter.mayPublish(block) ? Optional.of(block) : Optional.empty();
    }

    /** A block but for its proof and its messages. */
    private final class Draft {
        private final Tipset parents;
        private final Epoch height;
        private final Outcome outcome;
        private final Address worker;
        private final ElectionProof proof;
        private final Ticket ticket;
        private final Winning winning;

        Draft(
                Tipset parents,
                Epoch height,
                Outcome outcome,
                Address worker,
                ElectionProof proof,
                Ticket ticket,
                Winning winning) {
            this.parents = parents;
            this.height = height;
            this.outcome = outcome;
            this.worker = worker;
            this.proof = proof;
            this.ticket = ticket;
            this.winning = winning;
        }

        FullBlock with(List<WinningPoSt> post, List<SignedMessage> messages) throws InvalidBlockException {
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
                    post,
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
     * @param prover whether there is something here that shows sectors that are sealed
     */
    static Optional<String> obstacle(MinerView miner, Epoch parents, boolean counted, boolean prover) {
        if (!miner.feeDebt().isZero()) {
            return Optional.of("it owes " + miner.feeDebt() + ": send it that much");
        }
        if (miner.power().adjusted().signum() <= 0) {
            return Optional.of("it has no power");
        }
        if (!parents.isAfter(miner.consensusFaultElapsed())) {
            return Optional.of("it broke consensus and is excluded until epoch " + miner.consensusFaultElapsed());
        }
        if (!prover && !miner.info().type().none()) {
            return Optional.of("nothing here shows its sectors: the sector pipeline is not running");
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
