package io.fondaco.transfer.dispatch;

import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A transport whose attempts do what the test says. */
final class PretendTransport implements Transport {

    final List<Begun> begun = new ArrayList<>();
    boolean stopsWhenTold = true;
    private final String name;

    PretendTransport(String name) {
        this.name = name;
    }

    final class Begun implements Attempt {
        final TransferOrder order;
        final Meter meter;
        final CompletableFuture<Long> done = new CompletableFuture<>();
        String stopped;

        private Begun(TransferOrder order, Meter meter) {
            this.order = order;
            this.meter = meter;
        }

        @Override
        public CompletionStage<Long> done() {
            return done;
        }

        @Override
        public void stop(String why) {
            stopped = why;
            if (stopsWhenTold) {
                done.completeExceptionally(TransportException.passing(why, null));
            }
        }

        void breaks() {
            done.completeExceptionally(TransportException.passing("the line broke", null));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Attempt begin(TransferOrder order, Meter meter) {
        Begun attempt = new Begun(order, meter);
        begun.add(attempt);
        return attempt;
    }

    /** Throws anything, as foreign code may. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException unchecked(Throwable any) throws T {
        throw (T) any;
    }

    Begun last() {
        return begun.get(begun.size() - 1);
    }
}
