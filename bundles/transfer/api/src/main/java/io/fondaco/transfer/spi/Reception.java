package io.fondaco.transfer.spi;

import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import org.osgi.annotation.versioning.ProviderType;

/** Where a transport brings the transfers that peers ask our parties for. */
@ProviderType
public interface Reception {

    /** The party's answer; {@link Decision.Later} when the party or a responder for the voucher is not here. */
    Decision ask(Incoming incoming);

    /**
     * Tells the responding party. The house adds it to the party's list and passes it on. An attempt that another may
     * follow ends with {@code Stalled}, never with {@code Failed} or {@code Cancelled}: those end the channel, until it is
     * asked for again.
     */
    void tell(TransferEvent event);
}
