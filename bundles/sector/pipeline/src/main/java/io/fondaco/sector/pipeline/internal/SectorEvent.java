package io.fondaco.sector.pipeline.internal;

import java.util.List;

/**
 * What happens to sectors and the deals in them. Plain fields only: this is what the journal keeps. Amounts are attoFIL in
 * decimal; {@code epoch} is the head's height when it was noted.
 */
sealed interface SectorEvent {

    /** A sector begins to take pieces. @param size in bytes */
    record Opened(String miner, long number, long size, long epoch) implements SectorEvent {}

    /**
     * A deal goes into a sector; also one that was in another before.
     *
     * @param padded size of the piece, bytes
     * @param copy CID of the unsealed copy, which is safe
     */
    record Placed(
            String miner,
            long number,
            long deal,
            String piece,
            long padded,
            String copy,
            long start,
            long end,
            long epoch)
            implements SectorEvent {}

    /** A sector takes no more pieces. */
    record Closed(String miner, long number, long epoch) implements SectorEvent {}

    /**
     * The pool has a message.
     *
     * @param step {@link Step} it is for
     * @param attempt from 0
     * @param need what the miner has to have free for it
     * @param value what the message carries of that
     */
    record Sent(
            String miner, long number, Step step, int attempt, String message, String need, String value, long epoch)
            implements SectorEvent {}

    /** An attempt came to nothing; the step is tried again. */
    record Refused(String miner, long number, Step step, int attempt, String why, long epoch) implements SectorEvent {}

    /** The chain has the pre-commit. @param at the epoch of it; {@code deals} as they are on the chain */
    record Precommitted(String miner, long number, long at, List<Long> deals, long expiration, long epoch)
            implements SectorEvent {}

    /** The chain has the sector. @param at its activation; {@code deals} as they are on the chain */
    record Activated(String miner, long number, long at, List<Long> deals, long expiration, long epoch)
            implements SectorEvent {}

    /** The chain has not any more what it had: it went another way. The message for it is on its way again. */
    record Undone(String miner, long number, Step step, long epoch) implements SectorEvent {}

    /** A deal leaves its sector and goes nowhere else. */
    record Dropped(String miner, long number, long deal, String why, long epoch) implements SectorEvent {}

    /** A sector is given up before it is proven. */
    record Failed(String miner, long number, String why, long epoch) implements SectorEvent {}

    /** A sector was active and is not any more. */
    record Ended(String miner, long number, String why, long epoch) implements SectorEvent {}

    /**
     * A sector begins to be sealed, or begins anew with another ticket.
     *
     * @param kind number of the registered seal proof
     * @param ticketEpoch the ticket was drawn from
     * @param ticket 32 bytes, hexadecimal
     * @param data the commitment of what is in it, 32 bytes, hexadecimal
     * @param why it begins, for the log
     */
    record Ticketed(
            String miner, long number, int kind, long ticketEpoch, String ticket, String data, String why, long epoch)
            implements SectorEvent {}

    /** A phase of sealing is done. @param result what later phases need of it, see {@link Seal#done} */
    record Done(String miner, long number, SealPhase phase, String result, long epoch) implements SectorEvent {}

    /** The chain has drawn what is challenged of a sector, or drew it anew. @param seed 32 bytes, hexadecimal */
    record Seeded(String miner, long number, String seed, long epoch) implements SectorEvent {}

    /** Files of an earlier phase were damaged: sealing goes through all phases again, and keeps what is whole. */
    record Botched(String miner, long number, SealPhase phase, String why, long epoch) implements SectorEvent {}

    /** An operator has a sector be faulty, or not any more: what only an operator declared, only an operator takes back. */
    record Withheld(String miner, long number, boolean withheld, long epoch) implements SectorEvent {}

    /** A sector could not be shown to be stored, or can be shown again. @param why it could not; empty: it can */
    record Unshown(String miner, long number, String why, long epoch) implements SectorEvent {}

    /** All files of a sector that is over are deleted. */
    record Cleared(String miner, long number, long epoch) implements SectorEvent {}

    /** Nothing can be got for a deal any more: its copy serves it no longer. */
    record Over(long deal, long epoch) implements SectorEvent {}

    /** An unsealed copy is deleted. */
    record Purged(String copy, long epoch) implements SectorEvent {}
}
