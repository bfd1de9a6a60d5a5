package io.fondaco.transfer;

import org.osgi.annotation.versioning.ConsumerType;

/** Told what happens to the transfers of one party, in order per channel, from a transfer thread: must be quick. */
@ConsumerType
@FunctionalInterface
public interface TransferListener {

    void on(TransferEvent event);
}
