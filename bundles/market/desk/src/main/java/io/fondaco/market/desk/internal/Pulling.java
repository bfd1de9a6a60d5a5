package io.fondaco.market.desk.internal;

import io.fondaco.market.IntakeException;
import io.fondaco.model.Progress;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Transfers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for a transfer as long as bytes come; how many there are in all does not matter. */
final class Pulling {

    private final Transfers transfers;
    private final Time time;
    private final Duration stall;

    /** @param stall how long no new byte may come before it is given up */
    Pulling(Transfers transfers, Time time, Duration stall) {
        this.transfers = transfers;
        this.time = time;
        this.stall = stall;
    }

    /** Returns when the file is whole. Interrupted, or given up, it has the transfer stop. */
    void pull(TransferOrder order, Progress progress) throws InterruptedException {
        Watch watch = new Watch(progress);
        boolean over = false;
        try (Registration listening = transfers.listen(order.initiator(), event -> {
            if (event.id().equals(order.id())) {
                watch.heard(event);
            }
        })) {
            transfers.begin(order);
            watch.await(time.now());
            watch.done.get();
            over = true;
        } catch (ExecutionException failed) {
            throw new IntakeException(failed.getCause().getMessage(), failed.getCause());
        } finally {
            watch.end();
            if (!over) {
                transfers.cancel(order.id(), "nobody waits for it any more");
            }
        }
    }

    /** How it goes with one transfer. */
    private final class Watch {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final Progress progress;
        private long most;
        private Instant grew;
        private Registration alarm = () -> {};

        private Watch(Progress progress) {
            this.progress = progress;
        }

        private void heard(TransferEvent event) {
            if (event instanceof TransferEvent.Moved moved) {
                grown(moved.bytes());
                progress.at("fetching", moved.bytes(), moved.total());
            } else if (event instanceof TransferEvent.Completed) {
                done.complete(null);
            } else if (event instanceof TransferEvent.Failed failed) {
                done.completeExceptionally(new IntakeException(failed.why()));
            } else if (event instanceof TransferEvent.Cancelled cancelled) {
                done.completeExceptionally(new IntakeException("cancelled: " + cancelled.why()));
            }
        }

        private synchronized void grown(long bytes) {
            if (bytes > most) {
                most = bytes;
                grew = time.now();
            }
        }

        private synchronized void await(Instant from) {
            if (grew == null) {
                grew = from;
            }
            if (!done.isDone()) {
                alarm = time.at(grew.plus(stall), this::look);
            }
        }

        private void look() {
            Instant due;
            synchronized (this) {
                due = grew.plus(stall);
            }
            if (due.isAfter(time.now())) {
                await(due);
            } else {
                done.completeExceptionally(
                        new IntakeException("no new byte came for " + stall.toMinutes() + " minutes"));
            }
        }

        private synchronized void end() {
            done.cancel(false);
            alarm.close();
        }
    }
}
