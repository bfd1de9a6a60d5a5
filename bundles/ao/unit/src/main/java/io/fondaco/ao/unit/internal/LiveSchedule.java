package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.UnitTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the messages of a process their places. One line after the other is handed to the journal, without waiting for the
 * disk in between: the journal keeps their order, and refuses a line whose predecessor it did not get. Used on the
 * process's lane only, but for what is said otherwise.
 */
final class LiveSchedule {
    private final String process;
    private final Desk desk;
    private final LiveState state;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private Assignment last;
    /** Set by the journal's thread: what is in memory may be ahead of what is stored. */
    private volatile boolean doubtful = true;

    /** What a message comes with. */
    record Order(DataItem message, List<String> exclude, int depth, Chain chain, boolean pushed) {}

    LiveSchedule(String process, Desk desk, LiveState state) {
        this.process = process;
        this.desk = desk;
        this.state = state;
    }

    /** Completes when the message has its place, durably. */
    void add(Order order, CompletableFuture<Receipt> receipt) {
        Entry entry;
        try {
            entry = place(order);
        } catch (RuntimeException e) {
            desk.fail(receipt, e);
            return;
        }
        String id = entry.id();
        underWay.add(id);
        state.expect(id, order.chain());
        CompletionStage<?> stored;
        try {
            stored = desk.store().append(entry);
        } catch (RuntimeException e) {
            stored = CompletableFuture.failedFuture(e);
        }
        stored.whenComplete((line, failure) -> {
            if (failure == null) {
                state.scheduled(entry);
                desk.complete(receipt, new Receipt(id, entry.scheduled().assignment()));
            } else {
                doubtful = true;
                state.unexpect(id);
                desk.fail(
                        receipt,
                        new AoException(
                                Reason.UNAVAILABLE, "message " + id + " could not be stored: " + failure, failure));
            }
            underWay.remove(id);
        });
    }

    private Entry place(Order order) {
        String id = order.message().id();
        state.stopped().ifPresent(why -> {
            throw new AoException(Reason.STOPPED, "process " + process + " is stopped: " + why);
        });
        if (underWay.contains(id) || desk.store().nonce(process, id).isPresent()) {
            throw new AoException(
                    Reason.DUPLICATE, "message " + id + " has its place in the schedule of " + process + " already");
        }
        if (doubtful) {
            readAgain();
        }
        if (!order.pushed() && state.backlog(last.nonce()) >= desk.settings().waiting()) {
            throw new AoException(
                    Reason.BUSY,
                    desk.settings().waiting() + " messages wait for process " + process + " already; send this later");
        }
        UnitTime time = UnitTime.of(Math.max(desk.now(), Math.max(last.timestamp(), state.horizon())));
        Assignment assignment = Assignment.sign(
                process,
                id,
                last.nonce() + 1,
                last.nextHashChain(),
                time.blockHeight(),
                time.timestamp(),
                order.exclude(),
                desk.key());
        last = assignment;
        return new Entry(new Scheduled(assignment, order.message()), order.depth());
    }

    private void readAgain() {
        // Cleared first: a failure that comes meanwhile counts for what is read now.
        doubtful = false;
        try {
            last = desk.store()
                    .latest(process)
                    .orElseThrow(
                            () -> new AoException(Reason.NOT_FOUND, "no process " + process + " is scheduled here"))
                    .scheduled()
                    .assignment();
        } catch (RuntimeException e) {
            doubtful = true;
            throw e;
        }
    }
}
