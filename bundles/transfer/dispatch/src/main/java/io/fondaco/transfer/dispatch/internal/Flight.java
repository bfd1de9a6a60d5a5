package io.fondaco.transfer.dispatch.internal;

import io.fondaco.model.Registration;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One attempt in the air. Guarded by the dispatcher's lock. */
public final class Flight implements Meter {

    public final Channel channel;
    public final Transport transport;
    public Attempt attempt;
    /** Why it was told to stop, null when it was not. */
    public String stopping;
    /** Stopped because its transport left: not the attempt's fault. */
    public boolean unhoused;

    public boolean landed;
    public Registration alarm;

    private final Consumer<Flight> opened;
    private final BiConsumer<Flight, long[]> moved;

    public Flight(Channel channel, Transport transport, Consumer<Flight> opened, BiConsumer<Flight, long[]> moved) {
        this.channel = channel;
        this.transport = transport;
        this.opened = opened;
        this.moved = moved;
    }

    @Override
    public void opened() {
        opened.accept(this);
    }

    @Override
    public void moved(long bytes, long total) {
        moved.accept(this, new long[] {bytes, total});
    }
}
