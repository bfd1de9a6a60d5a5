package io.fondaco.chain.market.internal;

/** What is decided or learnt. Plain fields only: this is what the journal keeps. Amounts are attoFIL in decimal. */
sealed interface BookEvent {

    /**
     * Money is set aside.
     *
     * @param missing to be sent to the escrow for it; 0 for nothing
     * @param waitsFor the payment that covers it, empty for none
     */
    record Reserved(String key, String wallet, String holder, String amount, String missing, String waitsFor)
            implements BookEvent {}

    record Released(String key) implements BookEvent {}

    /** Money is to go into an escrow. */
    record AddDecided(String id, String wallet, String holder, String amount) implements BookEvent {}

    /** Money is to come out of an escrow. @param amount what of what was asked for is free */
    record WithdrawDecided(String id, String wallet, String holder, String asked, String amount) implements BookEvent {}

    /** A payment was refused before it was sent: it never happened, nor did what waited for it. */
    record PaymentDropped(String id, String why) implements BookEvent {}

    /** @param key of {@link io.fondaco.chain.Outgoing} */
    record Sent(String key, String message) implements BookEvent {}

    /** @param message the one that was sent or one that took its place */
    record MessageSettled(String key, String message, long epoch, int exit, byte[] returned) implements BookEvent {}

    /** An owner is to have a miner. @param attempt from 1 */
    record MinerWanted(String owner, String worker, int attempt) implements BookEvent {}

    record MinerMade(String owner, long miner) implements BookEvent {}

    /** A worker is to get money from its owner once more. @param number of such payments of this owner, from 1 */
    record WorkerPaid(String owner, int number) implements BookEvent {}

    /** A miner is to answer at another peer id. @param number of such changes of this owner, from 1 */
    record PeerWanted(String owner, String peer, int number) implements BookEvent {}

    record PeerSettled(String owner, int number) implements BookEvent {}

    /** A deal is watched from now on. @param proposal CBOR, between ID addresses */
    record DealWatched(long deal, byte[] proposal) implements BookEvent {}

    /** @param sector -1 for facts that have none */
    record DealFact(long deal, DealRecord.Kind kind, long epoch, long sector) implements BookEvent {}
}
