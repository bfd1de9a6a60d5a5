package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.consensus.Clock;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.sector.WinningProofs;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blocks each epoch, a while after it began so that those of the last one have arrived, for every miner whose
 * worker's key is in this house. On the thread of the chain.
 *
 * <p>Epochs that nobody was awake in cost every miner its window PoSts and in the end its sectors. A node that is alone on
 * its network therefore makes up for them when it comes back: it makes their blocks then, one after the other, with the
 * times they should have had. Of a network of several one may at most, and not before the others had time to bring what they
 * have: each would write a history of its own.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    /** Epochs made up for before others have their turn on the chain's thread. */
    private static final int SLICE = 20;
    /** Epochs between two looks at whose keys are here. */
    private static final int LOOK = 10;
    /** Epochs that a head may be old while a node is up with the others. */
    private static final int RECENT = 5;
    /** How long winning PoSts are waited for, in epochs, before the next round begins. */
    private static final int WAIT_EPOCHS = 3;
    /** The same, at least. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final ChainEngine engine;
    private final ChainStore store;
    private final Clock clock;
    private final KeyStore keys;
    private final Executor chain;
    private final Time time;
    private final Producer.Selection selection;
    private final Consumer<FullBlock> announce;
    private final BooleanSupplier makeUp;
    private final LongPredicate mayBuild;
    private final Supplier<Optional<WinningProofs>> winning;
    private final Upkeep upkeep;
    private final FaultReports reports;
    private final Disputes disputes;
    private volatile List<Address> miners = List.of();
    private volatile Map<Address, String> obstacles = Map.of();
    private Epoch looked = Epoch.of(-LOOK);
    private Epoch tried = Epoch.of(-1);
    private volatile String standing = "";
    private volatile boolean closed;
    private Registration alarm = () -> {};

    /**
     * @param workers runs what may take as long as a proof
     * @param send gives a message to the pool, at once
     * @param announce sends a block of ours to everybody
     * @param makeUp whether blocks may be made for epochs that were missed, asked each time
     * @param winning shows sectors that are sealed, asked each time
     * @param mayBuild whether a block may be made on a head with so many epochs without blocks after it, asked each time
     */
    public Rounds(
            ChainEngine engine,
            ChainStore store,
            Clock clock,
            KeyStore keys,
            Executor chain,
            Executor workers,
            Producer.Selection selection,
            Function<Outgoing, SignedMessage> send,
            Consumer<FullBlock> announce,
            Supplier<Optional<WinningProofs>> winning,
            BooleanSupplier makeUp,
            LongPredicate mayBuild) {
        this.engine = engine;
        this.store = store;
        this.clock = clock;
        this.keys = keys;
        this.chain = chain;
        this.time = clock.time();
        this.selection = selection;
        this.announce = announce;
        this.makeUp = makeUp;
        this.mayBuild = mayBuild;
        this.winning = winning;
        this.upkeep = new Upkeep(engine.execution(), send);
        this.reports = new FaultReports(engine, store, send);
        this.disputes = new Disputes(engine.execution(), send, workers);
        engine.blocks(reports::look);
    }

    /** Begins with the epoch it is. */
    public void start() {
        chain.execute(this::round);
    }

    /** What has to be sent on top of a head, unless that is history: what was due then others know better. */
    public void after(Tipset head) {
        if (clock.now().since(head.height()) > RECENT && !makeUp.getAsBoolean()) {
            return;
        }
        try {
            StateTree state = engine.execution().after(head);
            if (head.height().since(looked) >= LOOK || head.height().isBefore(looked)) {
                look(head, state);
            }
            upkeep.after(head, state, miners);
            Optional<Address> reporter = miners.stream().findFirst().map(miner -> MinerView.of(
                            state, miner, engine.execution().policy())
                    .orElseThrow()
                    .workerKey());
            reports.after(head.height(), reporter, new HashSet<>(miners));
            disputes.after(head.height(), state, reporter, Set.copyOf(miners));
        } catch (InvalidBlockException missing) {
            throw new IllegalStateException("the head " + head.key() + " is not whole", missing);
        }
    }

    private void look(Tipset head, StateTree state) {
        looked = head.height();
        miners = Miners.ours(state, engine.execution().policy(), keys);
        Map<Address, String> now = new TreeMap<>();
        for (Address miner : miners) {
            MinerView view =
                    MinerView.of(state, miner, engine.execution().policy()).orElseThrow();
            Producer.obstacle(view, head.height(), true, winning.get().isPresent())
                    .ifPresent(why -> now.put(miner, why));
        }
        now.forEach((miner, why) -> {
            if (!why.equals(obstacles.get(miner))) {
                LOG.info("miner {} makes no blocks: {}", miner, why);
            }
        });
        obstacles = now;
    }

    private void round() {
        if (closed) {
            return;
        }
        Epoch now = clock.now();
        boolean begun = false;
        try {
            if (miners.isEmpty() && now.number() % LOOK == 0 || looked.number() < 0) {
                // Keys may come while the head stands still for want of them.
                look(engine.head(), engine.execution().after(engine.head()));
                after(engine.head());
            }
            boolean fill = makeUp.getAsBoolean();
            if (fill && lacksProofs()) {
                // An epoch is tried once: what would have been won meanwhile would be lost for good.
                stand(
                        "missed epochs are made up for once sectors can be shown: the sector pipeline is not running yet");
                return;
            }
            Epoch next = now;
            if (fill) {
                // Where nobody won nobody wins the second time either.
                next = engine.head().height().isAfter(tried)
                        ? engine.head().height().plus(1)
                        : tried.plus(1);
            }
            Epoch until = now.since(next) > SLICE ? next.plus(SLICE) : now;
            begun = true;
            blocks(null, next, until, now, fill);
        } catch (RuntimeException | InvalidBlockException failed) {
            LOG.error("no blocks at {}; the next epoch is tried all the same", now, failed);
        } finally {
            if (!begun) {
                schedule();
            }
        }
    }

    /** Whether miners of ours could make blocks if only somebody showed their sectors. */
    private boolean lacksProofs() throws InvalidBlockException {
        if (winning.get().isPresent()) {
            return false;
        }
        Tipset head = engine.head();
        StateTree state = engine.execution().after(head);
        return miners.stream()
                .map(miner -> MinerView.of(state, miner, engine.execution().policy()))
                .flatMap(Optional::stream)
                .anyMatch(miner -> Producer.obstacle(miner, head.height(), true, false)
                                .isPresent()
                        && Producer.obstacle(miner, head.height(), true, true).isEmpty());
    }

    /**
     * Epoch by epoch; where proofs take a while it goes on once they are there. Then comes the next round.
     *
     * @param ready of the first epoch; null if it has yet to begin
     */
    private void blocks(Making ready, Epoch from, Epoch until, Epoch now, boolean fill) {
        boolean goesOn = false;
        boolean waits = false;
        try {
            Making making = ready;
            for (Epoch epoch = from; !epoch.isAfter(until) && !closed; epoch = epoch.plus(1)) {
                if (making == null) {
                    making = begin(epoch, now, fill);
                    if (!making.done()) {
                        waits = true;
                        await(making, epoch, until, now, fill);
                        return;
                    }
                }
                take(making.made());
                making = null;
                if (fill) {
                    tried = epoch;
                }
            }
            goesOn = until.isBefore(now) && !closed;
        } catch (RuntimeException | InvalidBlockException failed) {
            LOG.error("no blocks at {}; the next epoch is tried all the same", now, failed);
        } finally {
            // Also after an Error: a node that stopped to make blocks would say nothing.
            if (goesOn) {
                chain.execute(this::round);
            } else if (!waits) {
                schedule();
            }
        }
    }

    private void await(Making making, Epoch epoch, Epoch until, Epoch now, boolean fill) {
        long epochs = WAIT_EPOCHS * engine.execution().policy().rounds().epochMillis();
        Duration most = Duration.ofMillis(Math.max(epochs, WAIT.toMillis()));
        making.whenDone(time, most, () -> chain.execute(() -> blocks(making, epoch, until, now, fill)));
    }

    private Making begin(Epoch epoch, Epoch now, boolean fill) throws InvalidBlockException {
        Making making = new Making(epoch);
        long behind = epoch.since(engine.head().height()) - 1;
        if (!fill && behind > 0 && !miners.isEmpty() && !mayBuild.test(behind)) {
            stand(
                    "no blocks are made: the head is old, and others may have newer ones. If all nodes have stopped, let one"
                            + " make up for what was missed");
            return making;
        }
        stand(now.since(epoch) > SLICE ? "making up for missed epochs" : "");
        // All of them on the same parents, so that they stand together.
        for (Address miner : miners) {
            try {
                making.add(
                        miner,
                        new Producer(miner, engine, clock, keys, selection, new SlashFilter(store), winning, chain)
                                .produce(epoch));
            } catch (InvalidBlockException | CryptoException failed) {
                LOG.error("miner {} made no block at {}", miner, epoch, failed);
            }
        }
        return making;
    }

    private void take(List<FullBlock> made) throws InvalidBlockException {
        if (!made.isEmpty()) {
            engine.take(made);
            made.forEach(announce);
        }
    }

    private void stand(String now) {
        if (!now.equals(standing)) {
            standing = now;
            if (!now.isEmpty()) {
                LOG.info("head at {}, clock at {}: {}", engine.head().height(), clock.now(), now);
            }
        }
    }

    /** What keeps it from the usual, one sentence for people; empty for nothing. */
    public String standing() {
        return standing;
    }

    /** What is done here, one sentence for people. */
    public String doing() {
        Map<Address, String> kept = obstacles;
        List<Address> drawing =
                miners.stream().filter(miner -> !kept.containsKey(miner)).toList();
        if (!drawing.isEmpty()) {
            return "making blocks with "
                    + (drawing.size() == 1 ? "miner " + drawing.get(0) : drawing.size() + " miners");
        }
        return kept.entrySet().stream()
                .findFirst()
                .map(one -> "following; miner " + one.getKey() + " makes no blocks: " + one.getValue())
                .orElse("following");
    }

    private synchronized void schedule() {
        if (!closed) {
            Epoch next = clock.now().plus(1);
            long wait = engine.execution().policy().rounds().propagationMillis();
            alarm = time.at(clock.begin(next).plusMillis(wait), () -> chain.execute(this::round));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        alarm.close();
    }
}
