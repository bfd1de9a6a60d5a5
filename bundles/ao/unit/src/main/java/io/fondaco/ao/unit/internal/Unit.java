package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.ItemId;
import io.fondaco.ao.OutcomeListener;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultPage;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Signer;
import io.fondaco.ao.StateHash;
import io.fondaco.ao.UnitTime;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Page;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The unit: every process that was spawned here, and the ways in. */
public class Unit implements AoUnit, Courier.Places, AutoCloseable {
    private final Clerks clerks;
    private final Desk desk;
    private final Courier courier;
    private final Lane spawning;
    private final Lane installing;
    private final Results results;
    private final Listeners listeners = new Listeners();
    private final Map<String, LiveProcess> processes = new ConcurrentHashMap<>();
    private final Map<String, Chain> settling = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<?>> promised = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Goes on with everything an earlier life of the unit left undone. */
    public Unit(Settings settings, Signer key, Time time, Store store, Runtimes runtimes) {
        this.clerks = new Clerks(settings.clerks());
        String address = key.address();
        this.desk = new Desk(
                settings,
                key,
                address,
                time,
                store,
                new Modules(store),
                runtimes,
                clerks,
                new Slices(settings.workers()),
                listeners::tell);
        this.courier = new Courier(key, address, settings.pushDepth(), this);
        this.spawning = new Lane(clerks);
        this.installing = new Lane(clerks);
        this.results = new Results(store);
        runtimes.onChange(
                () -> processes.values().forEach(process -> process.state().wake()));
        store.processes().forEach(id -> clerks.execute(() -> find(id)));
    }

    @Override
    public String address() {
        return desk.address();
    }

    // ---- the messenger

    @Override
    public CompletionStage<Receipt> submit(DataItem item) {
        return promise(() -> {
            check(item);
            Chain chain = new Chain(desk.settings().pushBudget());
            switch (need(item, "Type")) {
                case "Process":
                    return rooted(item.id(), item.id(), chain, () -> spawn(item, 0, chain));
                case "Message":
                    String target = item.target()
                            .orElseThrow(() -> new AoException(
                                    Reason.MALFORMED, "message " + item.id() + " names no process as its target"));
                    LiveProcess process = known(target);
                    return rooted(
                            target,
                            item.id(),
                            chain,
                            () -> process.schedule(new LiveSchedule.Order(item, List.of(), 0, chain, false)));
                default:
                    throw new AoException(
                            Reason.MALFORMED,
                            "item " + item.id() + " is of type " + need(item, "Type")
                                    + "; only a Process or a Message can be scheduled");
            }
        });
    }

    private static void check(DataItem item) {
        if (item.length() > MAX_ITEM) {
            throw new AoException(
                    Reason.TOO_LARGE, "an item has at most " + MAX_ITEM + " bytes here, not " + item.length());
        }
        item.verified();
        if (!need(item, "Data-Protocol").equals("ao")) {
            throw new AoException(Reason.MALFORMED, "item " + item.id() + " is not of Data-Protocol ao");
        }
    }

    private static String need(DataItem item, String tag) {
        return item.tag(tag)
                .orElseThrow(() -> new AoException(Reason.MALFORMED, "item " + item.id() + " lacks its tag " + tag));
    }

    /** Schedules the first message of a chain. */
    private CompletionStage<Receipt> rooted(
            String process, String message, Chain chain, Supplier<CompletionStage<Receipt>> scheduling) {
        chain.begin();
        begun(process, message, chain);
        CompletionStage<Receipt> receipt = scheduling.get();
        receipt.whenComplete((done, failure) -> {
            if (failure != null) {
                chain.end();
            }
        });
        return receipt;
    }

    @Override
    public void begun(String process, String message, Chain chain) {
        String key = process + "/" + message;
        if (settling.putIfAbsent(key, chain) == null) {
            chain.done().thenRun(() -> settling.remove(key, chain));
        }
    }

    @Override
    public CompletionStage<Receipt> spawn(DataItem item, int depth, Chain chain) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        try {
            runnable(item);
        } catch (AoException refused) {
            receipt.completeExceptionally(refused);
            return receipt;
        }
        spawning.execute(() -> {
            try {
                if (desk.store().isProcess(item.id())) {
                    throw new AoException(Reason.DUPLICATE, "process " + item.id() + " has been spawned already");
                }
                UnitTime time = time();
                Assignment assignment = Assignment.sign(
                        item.id(),
                        item.id(),
                        0,
                        Assignment.firstHashChain(item.id()),
                        time.blockHeight(),
                        time.timestamp(),
                        List.of(),
                        desk.key());
                Entry entry = new Entry(new Scheduled(assignment, item), depth);
                // Nobody may find it in the store, and open it, before it is here with the chain that waits for it.
                processes.compute(item.id(), (id, none) -> {
                    LiveProcess process = new LiveProcess(entry, desk, courier);
                    desk.store().append(entry).toCompletableFuture().join();
                    process.state().expect(id, chain);
                    process.state().scheduled(entry);
                    return process;
                });
                receipt.complete(new Receipt(item.id(), assignment));
            } catch (RuntimeException e) {
                receipt.completeExceptionally(e);
            }
        });
        return receipt;
    }

    /** Refuses a process that nothing here could run. */
    private void runnable(DataItem item) {
        DataItem module = LiveProcess.module(item, desk.modules());
        Crons.of(item.id(), item.tags(), desk.now());
        String format = Modules.format(module);
        ModuleRuntime runtime = desk.runtimes()
                .of(format)
                .orElseThrow(() -> new AoException(
                        Reason.UNSUPPORTED, "nothing here runs module " + module.id() + " of format " + format));
        try {
            Entry unscheduled = new Entry(
                    new Scheduled(
                            Assignment.sign(
                                    item.id(),
                                    item.id(),
                                    0,
                                    Assignment.firstHashChain(item.id()),
                                    0,
                                    0,
                                    List.of(),
                                    desk.key()),
                            item),
                    0);
            LiveProcess trial = new LiveProcess(unscheduled, desk, courier);
            runtime.begin(module.data(), trial.environment(), trial.limits());
        } catch (ModuleException e) {
            throw new AoException(
                    Reason.UNSUPPORTED, "module " + module.id() + " does not compile: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletionStage<Receipt> assign(String process, String message, List<String> exclude) {
        return promise(() -> {
            LiveProcess to = known(process);
            Chain chain = new Chain(desk.settings().pushBudget());
            return rooted(process, message, chain, () -> assign(to, message, exclude, 0, chain));
        });
    }

    @Override
    public CompletionStage<Receipt> assign(
            LiveProcess to, String message, List<String> exclude, int depth, Chain chain) {
        for (String part : exclude) {
            if (!Assignment.EXCLUDABLE.contains(part)) {
                return CompletableFuture.failedFuture(new AoException(
                        Reason.MALFORMED,
                        "an assignment cannot exclude \"" + part + "\"; it can " + Assignment.EXCLUDABLE));
            }
        }
        ItemId.require("the message to assign", message);
        return desk.store()
                .anywhere(message)
                .map(entry -> to.schedule(
                        new LiveSchedule.Order(entry.scheduled().message(), exclude, depth, chain, depth > 0)))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new AoException(Reason.NOT_FOUND, "message " + message + " is in no schedule here")));
    }

    @Override
    public CompletionStage<String> install(DataItem module) {
        return promise(() -> {
            check(module);
            if (!need(module, "Type").equals("Module")) {
                throw new AoException(Reason.MALFORMED, "item " + module.id() + " is no module by its tag Type");
            }
            CompletableFuture<String> installed = new CompletableFuture<>();
            installing.execute(() -> {
                try {
                    desk.modules().keep(module).whenComplete((done, failure) -> {
                        if (failure == null) {
                            desk.complete(installed, module.id());
                        } else {
                            desk.fail(installed, failure);
                        }
                    });
                } catch (RuntimeException e) {
                    installed.completeExceptionally(e);
                }
            });
            return installed;
        });
    }

    @Override
    public CompletionStage<Void> settled(String process, String message) {
        return promise(() -> {
            // Opens the process, and with that what an earlier life left to be sent.
            known(process);
            Chain chain = settling.get(process + "/" + message);
            return chain == null ? result(process, message).thenAccept(result -> {}) : chain.done();
        });
    }

    @Override
    public CompletionStage<Void> monitor(DataItem order) {
        return order(order, process -> {
            long since = desk.now();
            return desk.store().monitor(process.id(), since).thenRun(() -> process.state()
                    .monitor(since));
        });
    }

    @Override
    public CompletionStage<Void> unmonitor(DataItem order) {
        return order(order, process -> desk.store().unmonitor(process.id()).thenRun(() -> process.state()
                .monitor(-1)));
    }

    /** What an owner's order does to a process. */
    private interface Ordered {
        CompletionStage<Void> to(LiveProcess process);
    }

    private CompletionStage<Void> order(DataItem order, Ordered what) {
        return promise(() -> {
            order.verified();
            LiveProcess process = known(order.target()
                    .orElseThrow(() -> new AoException(
                            Reason.MALFORMED, "item " + order.id() + " names no process as its target")));
            if (order.tag("Type").isPresent()) {
                throw new AoException(
                        Reason.MALFORMED, "item " + order.id() + " is of a type, so it is not meant to monitor");
            }
            if (!order.address().equals(process.environment().owner())) {
                throw new AoException(
                        Reason.FORBIDDEN,
                        "only " + process.environment().owner() + ", who owns process " + process.id()
                                + ", may monitor it");
            }
            CompletableFuture<Void> done = new CompletableFuture<>();
            process.lane().execute(() -> {
                if (desk.store().isUsed(order.id())) {
                    desk.fail(done, new AoException(Reason.DUPLICATE, "item " + order.id() + " was used before"));
                    return;
                }
                desk.store()
                        .use(order.id())
                        .thenCompose(used -> what.to(process))
                        .whenComplete((nothing, failure) -> {
                            if (failure == null) {
                                desk.complete(done, null);
                            } else {
                                desk.fail(done, failure);
                            }
                        });
            });
            return done;
        });
    }

    @Override
    public CompletionStage<Void> push(String process, String message) {
        return promise(() -> {
            LiveProcess from = known(process);
            Evaluated evaluated = desk.store()
                    .result(process, message)
                    .orElseThrow(() -> new AoException(
                            Reason.NOT_FOUND, "message " + message + " has no result of process " + process));
            Chain chain = new Chain(desk.settings().pushBudget());
            return courier.push(from, evaluated, chain);
        });
    }

    // ---- the scheduler

    @Override
    public UnitTime time() {
        return UnitTime.of(desk.now());
    }

    @Override
    public Optional<ProcessInfo> process(String id) {
        return Optional.ofNullable(find(id)).map(process -> {
            DataItem item = process.spawn().scheduled().message();
            return new ProcessInfo(
                    id,
                    item.address(),
                    process.module().id(),
                    item.tags(),
                    process.spawn().timestamp(),
                    desk.store().latest(id).orElseThrow().nonce() + 1,
                    process.state().monitored(),
                    process.state().stopped());
        });
    }

    @Override
    public Page<ProcessInfo> processes(Optional<String> after, int limit) {
        Page<String> page = desk.store().processes(after, limit);
        return new Page<>(
                page.items().stream().flatMap(id -> process(id).stream()).toList(), page.next());
    }

    @Override
    public List<Scheduled> schedule(String process, long fromNonce, int limit) {
        known(process);
        if (fromNonce < 0 || limit < 1 || limit > ResultRange.MAX_LIMIT) {
            throw new AoException(
                    Reason.MALFORMED, "a page of a schedule begins at 0 or later and has 1 to 1000 lines");
        }
        return desk.store().schedule(process, fromNonce, limit).stream()
                .map(Entry::scheduled)
                .toList();
    }

    @Override
    public Optional<Scheduled> scheduled(String process, String message) {
        return desk.store()
                .nonce(process, message)
                .flatMap(nonce ->
                        desk.store().schedule(process, nonce, 1).stream().findFirst())
                .map(Entry::scheduled);
    }

    @Override
    public Scheduled latest(String process) {
        known(process);
        return desk.store().latest(process).orElseThrow().scheduled();
    }

    @Override
    public Optional<DataItem> item(String id) {
        return desk.modules().find(id).or(() -> desk.store().anywhere(id).map(entry -> entry.scheduled()
                .message()));
    }

    // ---- the evaluator

    @Override
    public CompletionStage<Result> result(String process, String message) {
        return promise(() -> {
            LiveProcess live = known(process);
            Optional<Evaluated> there = desk.store().result(process, message);
            if (there.isPresent()) {
                return CompletableFuture.completedFuture(there.get().result());
            }
            if (desk.store().nonce(process, message).isEmpty()) {
                throw new AoException(
                        Reason.NOT_FOUND, "message " + message + " is not in the schedule of process " + process);
            }
            return live.state().result(message);
        });
    }

    @Override
    public ResultPage results(String process, ResultRange range) {
        known(process);
        return results.page(process, range);
    }

    @Override
    public List<Result> crons(String process, long afterTimestamp, long untilTimestamp, int limit) {
        known(process);
        return results.crons(process, afterTimestamp, untilTimestamp, limit);
    }

    @Override
    public CompletionStage<Outcome> dryRun(DryRun message) {
        return promise(() -> known(message.process()).state().dryRun(message));
    }

    @Override
    public CompletionStage<StateHash> stateHash(String process) {
        return promise(() -> known(process).state().stateHash());
    }

    @Override
    public Registration watch(String process, OutcomeListener listener) {
        return listeners.add(process, listener);
    }

    @Override
    public Registration watchAll(OutcomeListener listener) {
        return listeners.add(Listeners.ALL, listener);
    }

    // ---- the processes

    @Override
    public LiveProcess find(String id) {
        LiveProcess live = processes.get(id);
        if (live != null || !ItemId.matches(id) || !desk.store().isProcess(id)) {
            return live;
        }
        return processes.computeIfAbsent(id, unopened -> {
            LiveProcess opened = new LiveProcess(desk.store().schedule(id, 0, 1).get(0), desk, courier);
            opened.state().open();
            return opened;
        });
    }

    private LiveProcess known(String id) {
        LiveProcess process = find(id);
        if (process == null) {
            throw new AoException(
                    Reason.NOT_FOUND,
                    ItemId.matches(id) ? "no process " + id + " is scheduled here" : "that is no process id");
        }
        return process;
    }

    // ---- promises

    /** What a clerk is to begin. */
    private interface Work<T> {
        CompletionStage<T> begin();
    }

    /** Begins something on a clerk's thread; it ends when the unit ends, at the latest. */
    private <T> CompletionStage<T> promise(Work<T> work) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        promised.add(promise);
        promise.whenComplete((value, failure) -> promised.remove(promise));
        clerks.execute(() -> {
            try {
                work.begin().whenComplete((value, failure) -> {
                    if (failure == null) {
                        promise.complete(value);
                    } else {
                        promise.completeExceptionally(told(failure));
                    }
                });
            } catch (RuntimeException e) {
                promise.completeExceptionally(told(e));
            }
        });
        if (closed) {
            promise.completeExceptionally(down());
        }
        return promise;
    }

    private static AoException told(Throwable failure) {
        Throwable cause = Clerks.unwrapped(failure);
        return cause instanceof AoException refused
                ? refused
                : new AoException(Reason.UNAVAILABLE, "the ao unit failed: " + cause, cause);
    }

    private static AoException down() {
        return new AoException(Reason.UNAVAILABLE, "the ao unit is going down; ask again when it is up");
    }

    /** Lets what is under way end where it is: the schedule holds all that was promised. */
    @Override
    public void close() {
        closed = true;
        desk.slices().close();
        clerks.close();
        promised.forEach(promise -> promise.completeExceptionally(down()));
    }
}
