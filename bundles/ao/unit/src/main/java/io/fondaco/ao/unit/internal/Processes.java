package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ItemId;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.UnitTime;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The processes of the unit: how they come, how they are found, and the chains of messages between them. */
final class Processes implements Courier.Places {
    private final Desk desk;
    private final Courier courier;
    private final Lane spawning;
    private final Map<String, LiveProcess> processes = new ConcurrentHashMap<>();
    private final Map<String, Chain> settling = new ConcurrentHashMap<>();

    Processes(Desk desk) {
        this.desk = desk;
        this.courier = new Courier(desk.key(), desk.address(), desk.settings().pushDepth(), this);
        this.spawning = new Lane(desk.clerks());
        desk.runtimes().onChange(() -> processes.values().forEach(process -> process.state()
                .wake()));
    }

    Courier courier() {
        return courier;
    }

    /** Schedules the first message of a chain. */
    CompletionStage<Receipt> root(
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
    public CompletionStage<Void> settled(LiveProcess process, String message) {
        return settling(process.id(), message).orElseGet(() -> process.state()
                .result(message)
                // Its chain, if it had none yet, has begun when its result is told.
                .thenCompose(result ->
                        settling(process.id(), message).orElseGet(() -> CompletableFuture.completedFuture(null))));
    }

    private Optional<CompletionStage<Void>> settling(String process, String message) {
        return Optional.ofNullable(settling.get(process + "/" + message)).map(Chain::done);
    }

    @Override
    public CompletionStage<Receipt> spawn(DataItem item, int depth, Chain chain) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        try {
            unspawned(item);
            if (depth == 0) {
                runnable(item);
            }
        } catch (RuntimeException e) {
            receipt.completeExceptionally(e);
            return receipt;
        }
        spawning.execute(() -> {
            try {
                unspawned(item);
                UnitTime time = UnitTime.of(desk.now());
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

    private void unspawned(DataItem item) {
        if (desk.store().isProcess(item.id())) {
            throw new AoException(Reason.DUPLICATE, "process " + item.id() + " has been spawned already");
        }
    }

    /**
     * Refuses a process that nothing here could run. Not asked of what processes spawn: whether its runtime is there just
     * now must not decide what they are told, as they may be told again after a restart.
     */
    private void runnable(DataItem item) {
        DataItem module = LiveProcess.module(item, desk.modules());
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

    /** The process of that id. @throws AoException (NOT_FOUND) when there is none */
    LiveProcess known(String id) {
        LiveProcess process = find(id);
        if (process == null) {
            throw new AoException(
                    Reason.NOT_FOUND,
                    ItemId.matches(id) ? "no process " + id + " is scheduled here" : "that is no process id");
        }
        return process;
    }
}
