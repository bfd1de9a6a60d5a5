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
import io.fondaco.model.Registration;
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
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private static final int MOST_QUESTIONS = 64;
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final LiveProcess process;
    private final Desk desk;
    private final Courier courier;
    private final Lane publishing;
    private final Publisher publisher;
    private final Map<Long, Entry> fresh = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Result>> waiters = new ConcurrentHashMap<>();
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Long> unpushed = new ConcurrentSkipListSet<>();
    private final ConcurrentLinkedQueue<Job.Question> questions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingQuestions = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long durableNonce = -1;
    private volatile long evaluatedNonce = -1;
    private volatile long horizon;
    private volatile long monitoredSince = -1;
    private volatile String stopped;
    private volatile boolean doubtful;
    private volatile boolean waitsForDisk;

    private ModuleRuntime runtime;
    private Instance instance;
    private Turn turn;
    private Job job;
    private long seq;
    private long nextNonce;
    private long replayThrough;
    private Crons.Tick lastTick;
    private boolean askedLast;
    private Registration alarm;
    private long alarmAt;
    private final Deque<Evaluated> replay = new ArrayDeque<>();
    private final Deque<Entry> read = new ArrayDeque<>();

    LiveState(LiveProcess process, Desk desk, Courier courier) {
        super(desk.slices());
        this.process = process;
        this.desk = desk;
        this.courier = courier;
        this.publishing = new Lane(desk.clerks());
        this.publisher = new Publisher(publishing, this::publish, this::notStored, this::drained);
    }

    // ---- for everybody

    /** Finds out how far an earlier life had got, goes on with what it had not sent, and wakes when there is work. */
    void open() {
        String id = process.id();
        durableNonce = desk.store().latest(id).orElseThrow().nonce();
        long results = desk.store().evaluated(id);
        for (long through = results; through > 0 && evaluatedNonce < 0; through -= Store.CHUNK) {
            long from = Math.max(0, through - Store.CHUNK);
            for (Evaluated e : desk.store().results(id, from, (int) (through - from))) {
                evaluatedNonce = Math.max(evaluatedNonce, e.nonce());
                horizon = Math.max(horizon, e.timestamp());
            }
        }
        if (results > 0) {
            long pushedThrough = desk.store().results(id, results - 1, 1).get(0).pushedThrough();
            for (long from = pushedThrough; from < results; from += Store.CHUNK) {
                int limit = (int) Math.min(Store.CHUNK, results - from);
                for (Evaluated e : desk.store().results(id, from, limit)) {
                    unpushed.add(e.seq());
                    Chain chain = new Chain(desk.settings().pushBudget());
                    chain.begin();
                    courier.begun(id, e.message(), chain);
                    publishing.execute(() -> push(e, chain, false));
                }
            }
        }
        desk.store().monitored(id).ifPresent(since -> monitoredSince = since);
        if (evaluatedNonce < durableNonce || monitoredSince >= 0) {
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
        fresh.put(entry.nonce(), entry);
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
        return monitoredSince >= 0;
    }

    void monitor(long since) {
        monitoredSince = since;
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
        if (waitingQuestions.incrementAndGet() > MOST_QUESTIONS) {
            waitingQuestions.decrementAndGet();
            question.fail(
                    desk,
                    new AoException(
                            Reason.BUSY,
                            MOST_QUESTIONS + " dry runs wait for process " + process.id() + " already; try later"));
            return;
        }
        questions.add(question);
        wake();
    }

    private AoException whyStopped() {
        return new AoException(Reason.STOPPED, "process " + process.id() + " is stopped: " + stopped);
    }

    private void publish(Evaluated e) {
        Result result = e.result();
        CompletableFuture<Result> waiter = waiters.remove(e.message());
        if (waiter != null) {
            waiter.complete(result);
        }
        desk.told().accept(result);
        Chain chain = chains.remove(e.message());
        push(e, chain == null ? new Chain(desk.settings().pushBudget()) : chain, chain == null);
    }

    private void push(Evaluated e, Chain chain, boolean fresh) {
        if (fresh) {
            chain.begin();
        }
        courier.push(process, e, chain).whenComplete((nothing, failure) -> {
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
        doubtful = true;
        desk.time().after(AGAIN, this::wake);
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
        for (Job.Question q = questions.poll(); q != null; q = questions.poll()) {
            waitingQuestions.decrementAndGet();
            q.fail(desk, whyStopped());
        }
    }

    // ---- for the worker

    @Override
    boolean slice() {
        if (stopped != null) {
            stop(stopped);
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
        } catch (RuntimeException e) {
            LOG.error("process {}", process.id(), e);
            stop("its evaluation failed in a way nobody planned: " + e);
        }
        return false;
    }

    private void forget() {
        if (turn != null) {
            turn.abandon();
            if (job instanceof Job.Question question) {
                questions.add(question);
                waitingQuestions.incrementAndGet();
            }
        }
        turn = null;
        instance = null;
        replay.clear();
        read.clear();
    }

    private Job start() throws ModuleException {
        instance = runtime.begin(process.module().data(), process.environment(), process.limits());
        seq = 0;
        nextNonce = 0;
        lastTick = new Crons.Tick(Long.MIN_VALUE / 2, 0);
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
        Entry entry = nextNonce <= durableNonce ? entry(nextNonce, false) : null;
        Optional<Crons.Tick> tick = due(entry);
        if (tick.isPresent()) {
            return new Job.Ticked(tick.get());
        }
        Job.Question question = questions.peek();
        if (question != null && question.after() < nextNonce && (entry == null || !askedLast)) {
            questions.poll();
            waitingQuestions.decrementAndGet();
            askedLast = true;
            return question;
        }
        askedLast = false;
        return entry == null ? null : new Job.Fresh(entry(nextNonce, true));
    }

    /** A line of the schedule that is there: handed over just now, or from the store. */
    private Entry entry(long nonce, boolean take) {
        while (!read.isEmpty() && read.peek().nonce() < nonce) {
            read.poll();
        }
        Entry handed = fresh.get(nonce);
        if (handed == null && read.isEmpty()) {
            read.addAll(desk.store().schedule(process.id(), nonce, Store.CHUNK));
        }
        Entry entry = handed != null ? handed : read.peek();
        if (entry == null || entry.nonce() != nonce) {
            throw new IllegalStateException("nonce " + nonce + " is missing in the schedule of " + process.id());
        }
        if (take) {
            fresh.remove(nonce);
        }
        return entry;
    }

    /** The tick before a message, or before now; sets the alarm for the next one when none is due. */
    private Optional<Crons.Tick> due(Entry before) {
        long since = monitoredSince;
        if (since < 0 || process.crons().none() || nextNonce == 0 || before == null && underWay.get() > 0) {
            return Optional.empty();
        }
        Crons.Tick last = lastTick.time() >= since ? lastTick : new Crons.Tick(since, Integer.MAX_VALUE);
        long now = before == null ? desk.now() : before.timestamp();
        last = process.crons().notMoreThan(desk.settings().cronCatchUp(), last, now);
        Crons.Tick next = process.crons().after(last).orElseThrow();
        if (next.time() <= now) {
            return Optional.of(next);
        }
        if (before == null && (alarm == null || alarmAt != next.time())) {
            if (alarm != null) {
                alarm.close();
            }
            alarmAt = next.time();
            alarm = desk.time().at(Instant.ofEpochMilli(next.time()), this::wake);
        }
        return Optional.empty();
    }

    /** Begins a turn; what needs none is answered here. */
    private Turn begin(Job of) {
        if (of instanceof Job.Replay again) {
            Evaluated stored = again.stored();
            return instance.evaluate(
                    stored.nonce() < 0
                            ? process.message(new Crons.Tick(stored.timestamp(), stored.cron()), nextNonce - 1)
                            : process.message(entry(stored.nonce(), true)));
        }
        if (of instanceof Job.Fresh message) {
            return instance.evaluate(process.message(message.entry()));
        }
        if (of instanceof Job.Ticked ticked) {
            horizon = Math.max(horizon, ticked.tick().time());
            return instance.evaluate(process.message(ticked.tick(), nextNonce - 1));
        }
        if (of instanceof Job.Trial trial) {
            return instance.dryRun(tried(trial.message()));
        }
        Job.Hashing hashing = (Job.Hashing) of;
        desk.complete(
                hashing.answer(),
                new StateHash(process.id(), seq, HexFormat.of().formatHex(instance.stateHash()), instance.memory()));
        return null;
    }

    private Message tried(DryRun run) {
        UnitTime time = UnitTime.of(Math.max(desk.now(), horizon));
        return new Message(
                run.id(),
                "",
                run.owner(),
                run.owner(),
                run.process(),
                run.tags(),
                run.data(),
                run.anchor(),
                0,
                nextNonce,
                time.timestamp(),
                time.blockHeight(),
                "",
                false,
                true);
    }

    private void finish(Job of, Outcome outcome) {
        if (of instanceof Job.Trial trial) {
            desk.complete(trial.answer(), outcome);
        } else if (of instanceof Job.Replay again) {
            replayed(again.stored(), outcome);
        } else if (of instanceof Job.Ticked ticked) {
            Crons.Tick tick = ticked.tick();
            String id = process.crons().id(tick);
            lastTick = tick;
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
            lastTick = new Crons.Tick(stored.timestamp(), stored.cron());
        } else {
            nextNonce = stored.nonce() + 1;
        }
    }

    private void keep(
            String message, long nonce, long timestamp, int cron, int depth, String pushedFor, Outcome outcome) {
        seq++;
        long through = unpushed.isEmpty() ? seq - 1 : unpushed.first() - 1;
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
