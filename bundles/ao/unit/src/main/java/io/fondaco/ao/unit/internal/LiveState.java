package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.Result;
import io.fondaco.ao.StateHash;
import io.fondaco.ao.UnitTime;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import io.fondaco.persistence.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a process: the fold of its schedule, with the clock's messages where they fell. What has a result already is
 * evaluated again after a start, and must come to the same; then what is new follows.
 *
 * <p>The fields at the end are for the worker whose slice it is; the others are for everybody.
 */
final class LiveState extends Slices.Task {
    private static final Logger LOG = LoggerFactory.getLogger(LiveState.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final LiveProcess process;
    private final Desk desk;
    private final Courier courier;
    private final Lane publishing;
    private final Publisher publisher;
    private final Lines lines;
    private final CronWatch clock;
    private final Map<String, CompletableFuture<Result>> waiters = new ConcurrentHashMap<>();
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Long> unpushed = new ConcurrentSkipListSet<>();
    private final Questions questions;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long durableNonce = -1;
    private volatile long evaluatedNonce = -1;
    private volatile long horizon;
    private volatile String stopped;
    private volatile boolean doubtful;
    private volatile long pausedUntil;
    private volatile boolean waitsForDisk;

    private ModuleRuntime runtime;
    private Instance instance;
    private Turn turn;
    private Job job;
    private long seq;
    private long nextNonce;
    private long replayThrough;
    private boolean askedLast;
    private final Deque<Evaluated> replay = new ArrayDeque<>();

    LiveState(LiveProcess process, Desk desk, Courier courier) {
        super(desk.slices());
        this.process = process;
        this.desk = desk;
        this.courier = courier;
        this.questions = new Questions(process.id(), desk);
        this.lines = new Lines(process.id(), desk.store());
        this.clock = new CronWatch(process.crons(), desk, this::wake);
        this.publishing = new Lane(desk.clerks());
        this.publisher = new Publisher(publishing, this::publish, this::notStored, this::drained);
    }

    // ---- for everybody

    /** Finds out how far an earlier life had got, goes on with what it had not sent, and wakes when there is work. */
    void open() {
        String id = process.id();
        durableNonce = desk.store().latest(id).orElseThrow().nonce();
        long results = desk.store().evaluated(id);
        for (long at = results; at > 0 && evaluatedNonce < 0; at--) {
            // Of the clock's messages, which have no nonce, there may be some at the end.
            Evaluated e = desk.store().results(id, at - 1, 1).get(0);
            evaluatedNonce = e.nonce();
            horizon = Math.max(horizon, e.timestamp());
        }
        long sent = results == 0
                ? 0
                : desk.store().results(id, results - 1, 1).get(0).pushedThrough();
        while (sent < results) {
            for (Evaluated e : desk.store().results(id, sent, (int) Math.min(Store.CHUNK, results - sent))) {
                sent = e.seq();
                unpushed.add(e.seq());
                Chain chain = begin(e);
                publishing.execute(() -> push(e, chain));
            }
        }
        desk.store().monitored(id).ifPresent(clock::monitor);
        if (evaluatedNonce < durableNonce || clock.monitored()) {
            wake();
        }
    }

    /** A message is about to be scheduled. */
    void expect(String message, Chain chain) {
        underWay.incrementAndGet();
        chains.put(message, chain);
    }

    /** It will not be. */
    void unexpect(String message) {
        underWay.decrementAndGet();
        chains.remove(message);
        wake();
    }

    /** A message has its place, durably. */
    void scheduled(Entry entry) {
        lines.hand(entry);
        durableNonce = Math.max(durableNonce, entry.nonce());
        underWay.decrementAndGet();
        if (stopped != null) {
            stop(stopped);
        }
        wake();
    }

    /** How many messages up to a nonce have no result yet. */
    long backlog(long lastNonce) {
        return lastNonce - evaluatedNonce;
    }

    /** No message may have an earlier time than this: the clock's messages up to it have been evaluated. */
    long horizon() {
        return horizon;
    }

    Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }

    boolean monitored() {
        return clock.monitored();
    }

    void monitor(long since) {
        clock.monitor(since);
        wake();
    }

    /** Completes with the result of a message that is scheduled. */
    CompletionStage<Result> result(String message) {
        CompletableFuture<Result> waiter = waiters.computeIfAbsent(message, m -> new CompletableFuture<>());
        // It may have come since the caller looked.
        desk.store().result(process.id(), message).ifPresent(e -> {
            waiters.remove(message, waiter);
            waiter.complete(e.result());
        });
        if (stopped != null) {
            waiters.remove(message, waiter);
            waiter.completeExceptionally(whyStopped());
        }
        return waiter;
    }

    CompletionStage<Outcome> dryRun(DryRun message) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        ask(new Job.Trial(message, durableNonce, answer));
        return answer;
    }

    CompletionStage<StateHash> stateHash() {
        CompletableFuture<StateHash> answer = new CompletableFuture<>();
        ask(new Job.Hashing(durableNonce, answer));
        return answer;
    }

    private void ask(Job.Question question) {
        questions.add(question);
        wake();
    }

    private AoException whyStopped() {
        return new AoException(Reason.STOPPED, "process " + process.id() + " is stopped: " + stopped);
    }

    private void publish(Evaluated e) {
        Chain chain = chains.remove(e.message());
        if (chain == null) {
            // Sent by the clock, or scheduled in an earlier life.
            chain = begin(e);
        }
        Result result = e.result();
        CompletableFuture<Result> waiter = waiters.remove(e.message());
        if (waiter != null) {
            waiter.complete(result);
        }
        desk.told().accept(result);
        push(e, chain);
    }

    private Chain begin(Evaluated e) {
        Chain chain = new Chain(desk.settings().pushBudget());
        chain.begin();
        courier.begun(process.id(), e.message(), chain);
        return chain;
    }

    private void push(Evaluated e, Chain chain) {
        CompletionStage<Void> sent;
        try {
            sent = courier.push(process, e, chain);
        } catch (RuntimeException unplanned) {
            sent = CompletableFuture.failedFuture(unplanned);
        }
        sent.whenComplete((nothing, failure) -> {
            if (failure == null) {
                unpushed.remove(e.seq());
            } else {
                LOG.error(
                        "not everything process {} said in its result {} could be sent; that is made up for at the next"
                                + " start",
                        process.id(),
                        e.seq(),
                        failure);
            }
        });
        chain.end();
    }

    private void drained() {
        if (waitsForDisk) {
            wake();
        }
    }

    private void notStored(Throwable failure) {
        LOG.error("a result of process {} could not be stored; it is evaluated again later", process.id(), failure);
        pause();
    }

    private void notRead(StoreException failure) {
        LOG.error("process {} cannot be read; that is tried again later", process.id(), failure);
        pause();
    }

    /** What is in memory is ahead of the disk: it is dropped and read again, in a while and not before. */
    private synchronized void pause() {
        if (!paused()) {
            Instant until = desk.time().now().plus(AGAIN);
            pausedUntil = until.toEpochMilli();
            doubtful = true;
            desk.time().at(until, this::wake);
        }
    }

    private boolean paused() {
        return doubtful && desk.now() < pausedUntil;
    }

    /** The state cannot be trusted: nothing is evaluated any more, and whoever waits is told. */
    private void stop(String why) {
        if (stopped == null) {
            LOG.error("process {} is STOPPED: {}", process.id(), why);
        }
        stopped = why;
        waiters.forEach((message, waiter) -> {
            if (waiters.remove(message, waiter)) {
                desk.fail(waiter, whyStopped());
            }
        });
        chains.forEach((message, chain) -> {
            if (chains.remove(message, chain)) {
                chain.end();
            }
        });
        questions.failAll(whyStopped());
    }

    // ---- for the worker

    @Override
    boolean slice() {
        if (stopped != null) {
            stop(stopped);
            return false;
        }
        if (paused()) {
            return false;
        }
        ModuleRuntime now = desk.runtimes().of(process.format()).orElse(null);
        if (now != runtime || doubtful) {
            forget();
            if (!publisher.idle()) {
                // What is on its way to the disk belongs to the replay.
                waitsForDisk = true;
                return publisher.idle();
            }
            waitsForDisk = false;
            runtime = now;
            doubtful = false;
        }
        if (runtime == null) {
            LOG.warn("process {} waits for something that runs {}", process.id(), process.format());
            return false;
        }
        try {
            if (turn == null) {
                job = instance == null ? start() : next();
                if (job == null) {
                    return false;
                }
                turn = begin(job);
            }
            if (turn != null && turn.advance(desk.settings().slice())) {
                Outcome outcome = turn.outcome();
                turn = null;
                finish(job, outcome);
            }
            return true;
        } catch (ModuleException e) {
            stop("its module " + process.module().id() + " does not compile: " + e.getMessage());
        } catch (StoreException e) {
            notRead(e);
        } catch (RuntimeException | Error e) {
            // Errors too, such as a stack that a runtime let overflow: the worker goes on with the other processes.
            LOG.error("process {}", process.id(), e);
            if (job instanceof Job.Question question) {
                // Anybody may ask, so that shall stop nothing; what it left of the state is dropped.
                question.fail(desk, new AoException(Reason.UNAVAILABLE, "the runtime failed on this: " + e, e));
                turn = null;
                forget();
                return true;
            }
            stop("its evaluation failed in a way nobody planned: " + e);
        }
        return false;
    }

    private void forget() {
        if (turn != null) {
            turn.abandon();
            if (job instanceof Job.Question question) {
                questions.putBack(question);
            }
        }
        turn = null;
        instance = null;
        replay.clear();
        lines.forget();
    }

    private Job start() throws ModuleException {
        instance = runtime.begin(process.module().data(), process.environment(), process.limits());
        seq = 0;
        nextNonce = 0;
        clock.restart();
        replayThrough = desk.store().evaluated(process.id());
        return next();
    }

    private Job next() {
        if (seq < replayThrough) {
            if (replay.isEmpty()) {
                replay.addAll(desk.store().results(process.id(), seq, Store.CHUNK));
            }
            return new Job.Replay(replay.poll());
        }
        Entry entry = nextNonce <= durableNonce ? lines.peek(nextNonce) : null;
        boolean quiet = entry != null || underWay.get() == 0;
        Optional<Crons.Tick> tick = nextNonce > 0 && quiet ? clock.due(Optional.ofNullable(entry)) : Optional.empty();
        if (tick.isPresent()) {
            return new Job.Ticked(tick.get());
        }
        Job.Question question = entry == null || !askedLast ? questions.poll(nextNonce) : null;
        if (question != null) {
            askedLast = true;
            return question;
        }
        askedLast = false;
        return entry == null ? null : new Job.Fresh(lines.take(nextNonce));
    }

    /** Begins a turn; what needs none is answered here. */
    private Turn begin(Job of) {
        if (of instanceof Job.Replay again) {
            Evaluated stored = again.stored();
            return instance.evaluate(
                    stored.nonce() < 0
                            ? process.message(new Crons.Tick(stored.timestamp(), stored.cron()), nextNonce - 1)
                            : process.message(lines.take(stored.nonce())));
        }
        if (of instanceof Job.Fresh message) {
            return instance.evaluate(process.message(message.entry()));
        }
        if (of instanceof Job.Ticked ticked) {
            horizon = Math.max(horizon, ticked.tick().time());
            return instance.evaluate(process.message(ticked.tick(), nextNonce - 1));
        }
        if (of instanceof Job.Trial trial) {
            UnitTime time = UnitTime.of(Math.max(desk.now(), horizon));
            return instance.dryRun(Message.tried(trial.message(), nextNonce, time));
        }
        Job.Hashing hashing = (Job.Hashing) of;
        desk.complete(
                hashing.answer(),
                new StateHash(process.id(), seq, HexFormat.of().formatHex(instance.stateHash()), instance.memory()));
        return null;
    }

    private void finish(Job of, Outcome outcome) {
        if (of instanceof Job.Trial trial) {
            desk.complete(trial.answer(), outcome);
        } else if (of instanceof Job.Replay again) {
            replayed(again.stored(), outcome);
        } else if (of instanceof Job.Ticked ticked) {
            Crons.Tick tick = ticked.tick();
            String id = process.crons().id(tick);
            clock.ticked(tick);
            keep(id, -1, tick.time(), tick.cron(), 0, id, outcome);
        } else if (of instanceof Job.Fresh message) {
            Entry entry = message.entry();
            nextNonce++;
            evaluatedNonce = entry.nonce();
            horizon = Math.max(horizon, entry.timestamp());
            keep(entry.id(), entry.nonce(), entry.timestamp(), -1, entry.depth(), courier.first(entry), outcome);
        }
    }

    private void replayed(Evaluated stored, Outcome outcome) {
        Optional<byte[]> state = stored.checkpoint().map(hash -> instance.stateHash());
        Optional<String> difference = stored.difference(outcome, state);
        if (difference.isPresent()) {
            stop("its replay diverges at result " + stored.seq() + ", message " + stored.message() + ": "
                    + difference.get());
            return;
        }
        seq++;
        if (stored.nonce() < 0) {
            clock.ticked(new Crons.Tick(stored.timestamp(), stored.cron()));
        } else {
            nextNonce = stored.nonce() + 1;
        }
    }

    private void keep(
            String message, long nonce, long timestamp, int cron, int depth, String pushedFor, Outcome outcome) {
        seq++;
        Long unsent = unpushed.ceiling(0L);
        long through = unsent == null ? seq - 1 : unsent - 1;
        unpushed.add(seq);
        Optional<byte[]> checkpoint =
                seq % desk.settings().checkpointEvery() == 0 ? Optional.of(instance.stateHash()) : Optional.empty();
        publisher.store(
                new Evaluated(
                        seq,
                        process.id(),
                        message,
                        nonce,
                        timestamp,
                        cron,
                        depth,
                        pushedFor,
                        through,
                        OutcomeBytes.encode(outcome),
                        checkpoint),
                desk.store());
    }
}
