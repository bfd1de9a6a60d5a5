package io.fondaco.transfer;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;

/**
 * A transfer a peer asks one of our parties for.
 *
 * @param party who is asked
 * @param from who asks
 * @param direction as the initiator sees it
 * @param known whether the channel was open before
 */
public record Incoming(
        TransferId id,
        PeerId party,
        PeerId from,
        TransferOrder.Direction direction,
        Voucher voucher,
        Cid root,
        boolean known) {}
