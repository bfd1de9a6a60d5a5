package io.fondaco.transfer.spi;

import io.fondaco.transfer.TransferOrder;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One way of moving bytes. It makes single attempts; trying again, limiting, watching for stalls and telling parties is
 * the house's work. Registered as a service; may come and go while transfers run.
 */
@ConsumerType
public interface Transport {

    /** The name orders use, e.g. {@code http}. */
    String name();

    /**
     * Begins one attempt, going on where {@link TransferOrder#file} ends when the transport can. Must not block.
     */
    Attempt begin(TransferOrder order, Meter meter);
}
