package io.fondaco.transfer.spi;

import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import org.osgi.annotation.versioning.ProviderType;

/** Where a transport brings the transfers that peers ask our parties for. */
@ProviderType
public interface Reception {

    /** The party's answer; a refusal when the party or a responder for the voucher is not here. */
    Decision ask(Incoming incoming);

    /** Tells the responding party. The house adds it to the party's list and passes it on. */
    void tell(TransferEvent event);
}
