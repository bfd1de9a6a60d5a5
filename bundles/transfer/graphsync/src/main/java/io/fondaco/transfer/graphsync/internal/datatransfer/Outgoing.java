package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.transfer.graphsync.internal.graphsync.Holder;
import io.fondaco.transfer.spi.Attempt;

/** An attempt of ours at a channel we began. */
interface Outgoing extends Attempt {

    void begin();

    /** The responder sent a message. */
    void took(TransferMessage.Response message);

    /** The responder wants to begin again. */
    void again();

    /** Tells the sender to stop sending, or to go on; true when that is this end, which has then done so. */
    boolean hold(Holder by, boolean paused);
}
