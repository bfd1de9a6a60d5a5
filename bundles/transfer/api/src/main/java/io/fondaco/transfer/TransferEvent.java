package io.fondaco.transfer;

import io.fondaco.model.PeerId;

/** What happens to a channel, told to a party at either end. */
public sealed interface TransferEvent {

    TransferId id();

    /** Which of our parties is told. */
    PeerId party();

    /** The responder accepted it, or the address answered: bytes are about to flow. No voucher has an empty type. */
    record Opened(TransferId id, PeerId party, Voucher voucher) implements TransferEvent {}

    /** A known channel goes on. */
    record Restarted(TransferId id, PeerId party, Voucher voucher) implements TransferEvent {}

    /** Told at most a few times a second. {@code total} is -1 when unknown. */
    record Moved(TransferId id, PeerId party, long bytes, long total) implements TransferEvent {}

    /** No byte for a while; it is being tried again. */
    record Stalled(TransferId id, PeerId party, String why) implements TransferEvent {}

    /** One side called it off. */
    record Cancelled(TransferId id, PeerId party, String why) implements TransferEvent {}

    /** It is over without success: refused, tries used up, too many bytes. */
    record Failed(TransferId id, PeerId party, String why) implements TransferEvent {}

    /** All bytes are there and on disk. */
    record Completed(TransferId id, PeerId party, long bytes) implements TransferEvent {}
}
