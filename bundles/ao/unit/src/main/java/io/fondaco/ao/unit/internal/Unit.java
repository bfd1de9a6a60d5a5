package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
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
import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Page;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The unit: every process that was spawned here, and the ways in. */
public class Unit implements AoUnit, AutoCloseable {
    private final Clerks clerks;
    private final Desk desk;
    private final Processes processes;
    private final Promises promises;
    private final Lane installing;
    private final Results results;
    private final Listeners listeners = new Listeners();

    /** Goes on with everything an earlier life of the unit left undone. */
    public Unit(Settings settings, Signer key, Time time, Store store, Runtimes runtimes) {
        this.clerks = new Clerks(settings.clerks());
        this.promises = new Promises(clerks);
        this.desk = new Desk(
                settings,
                key,
                key.address(),
                time,
                store,
                new Modules(store),
                runtimes,
                clerks,
                new Slices(settings.workers()),
                listeners::tell);
        this.processes = new Processes(desk);
        this.installing = new Lane(clerks);
        this.results = new Results(store);
        store.processes().forEach(id -> clerks.execute(() -> processes.find(id)));
    }

    @Override
    public String address() {
        return desk.address();
    }

    // ---- the messenger

    @Override
    public CompletionStage<Receipt> submit(DataItem item) {
        return promises.make(() -> {
            check(item);
            Chain chain = new Chain(desk.settings().pushBudget());
            switch (need(item, "Type")) {
                case "Process":
                    return processes.root(item.id(), item.id(), chain, () -> processes.spawn(item, 0, chain));
                case "Message":
                    String target = item.target()
                            .orElseThrow(() -> new AoException(
                                    Reason.MALFORMED, "message " + item.id() + " names no process as its target"));
                    LiveProcess process = processes.known(target);
                    return processes.root(
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

    @Override
    public CompletionStage<Receipt> assign(String process, String message, List<String> exclude) {
        return promises.make(() -> {
            LiveProcess to = processes.known(process);
            Chain chain = new Chain(desk.settings().pushBudget());
            return processes.root(process, message, chain, () -> processes.assign(to, message, exclude, 0, chain));
        });
    }

    @Override
    public CompletionStage<String> install(DataItem module) {
        return promises.make(() -> {
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
        return promises.make(() -> {
            LiveProcess live = processes.known(process);
            if (desk.store().nonce(process, message).isEmpty()
                    && desk.store().result(process, message).isEmpty()) {
                throw unscheduled(process, message);
            }
            return processes.settled(live, message);
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
        return promises.make(() -> {
            order.verified();
            LiveProcess process = processes.known(order.target()
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
        return promises.make(() -> {
            LiveProcess from = processes.known(process);
            Evaluated evaluated = desk.store()
                    .result(process, message)
                    .orElseThrow(() -> new AoException(
                            Reason.NOT_FOUND, "message " + message + " has no result of process " + process));
            Chain chain = new Chain(desk.settings().pushBudget());
            return processes.courier().push(from, evaluated, chain);
        });
    }

    // ---- the scheduler

    @Override
    public UnitTime time() {
        return UnitTime.of(desk.now());
    }

    @Override
    public Optional<ProcessInfo> process(String id) {
        return Optional.ofNullable(processes.find(id)).map(process -> {
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
        processes.known(process);
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
        processes.known(process);
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
        return promises.make(() -> {
            LiveProcess live = processes.known(process);
            Optional<Evaluated> there = desk.store().result(process, message);
            if (there.isPresent()) {
                return CompletableFuture.completedFuture(there.get().result());
            }
            if (desk.store().nonce(process, message).isEmpty()) {
                throw unscheduled(process, message);
            }
            return live.state().result(message);
        });
    }

    private static AoException unscheduled(String process, String message) {
        return new AoException(
                Reason.NOT_FOUND, "message " + message + " is not in the schedule of process " + process);
    }

    @Override
    public ResultPage results(String process, ResultRange range) {
        processes.known(process);
        return results.page(process, range);
    }

    @Override
    public List<Result> crons(String process, long afterTimestamp, long untilTimestamp, int limit) {
        processes.known(process);
        return results.crons(process, afterTimestamp, untilTimestamp, limit);
    }

    @Override
    public CompletionStage<Outcome> dryRun(DryRun message) {
        return promises.make(() -> processes.known(message.process()).state().dryRun(message));
    }

    @Override
    public CompletionStage<StateHash> stateHash(String process) {
        return promises.make(() -> processes.known(process).state().stateHash());
    }

    @Override
    public Registration watch(String process, OutcomeListener listener) {
        return listeners.add(process, listener);
    }

    @Override
    public Registration watchAll(OutcomeListener listener) {
        return listeners.add(Listeners.ALL, listener);
    }

    /** Lets what is under way end where it is: the schedule holds all that was promised. */
    @Override
    public void close() {
        promises.end();
        desk.slices().close();
        clerks.close();
        promises.breakAll();
    }
}
