package io.fondaco.transfer.spi;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** One attempt at a transfer. */
@ConsumerType
public interface Attempt {

    /**
     * Completes with the number of bytes in the file once all are there and forced to disk; exceptionally with a
     * {@link TransportException}.
     */
    CompletionStage<Long> done();

    /** Stops as soon as possible; {@link #done} then completes exceptionally. Bytes already in the file stay. */
    void stop(String why);
}
