package io.fondaco.transfer;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves bytes for the parties of this house: picks the transport, limits how many run at once, tries again, notices
 * stalls and tells both ends.
 */
@ProviderType
public interface Transfers {

    /**
     * Begins a transfer, or goes on with one whose id is known or whose draft has bytes. Returns at once; what comes of
     * it is told to listeners. A transfer whose transport is not there yet waits for it: transports come and go. An order
     * for a channel that runs already changes nothing.
     */
    void begin(TransferOrder order);

    /** Calls a transfer off. False when it is not running. */
    boolean cancel(TransferId id, String why);

    /** A number for a new channel of this initiator: larger than all before, also across restarts. */
    long nextNumber(PeerId initiator);

    /** Tells a party what happens to its transfers, at whichever end it is. */
    Registration listen(PeerId party, TransferListener listener);

    /** Has a party answer transfers with vouchers of a type; one responder per party and type. */
    Registration respond(PeerId party, String voucherType, TransferResponder responder);

    /** Running transfers and the last finished ones, newest first. */
    List<TransferView> list();
}
