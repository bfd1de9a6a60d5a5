package io.fondaco.chain.pretend.internal;

/** What happens to the ledger. Plain fields only: this is what the journal keeps. Amounts are attoFIL in decimal. */
public sealed interface LedgerEvent {

    record Began(String genesis) implements LedgerEvent {}

    record Granted(String account, String amount) implements LedgerEvent {}

    record MinerCreated(String owner, long number, String peerId) implements LedgerEvent {}

    record Reserved(String key, String holder, String amount, String message) implements LedgerEvent {}

    record Released(String key) implements LedgerEvent {}

    /** Money leaves the wallet when the message is sent, so that it cannot be spent twice meanwhile. */
    record AddBalanceSent(String message, long epoch, String wallet, String holder, String amount)
            implements LedgerEvent {}

    record WithdrawSent(String message, long epoch, String wallet, String holder, String amount)
            implements LedgerEvent {}

    record PublishSent(String message, long epoch, String worker, byte[] proposal) implements LedgerEvent {}

    record AddBalanceSettled(String message, long epoch) implements LedgerEvent {}

    record WithdrawSettled(String message, long epoch, String amount) implements LedgerEvent {}

    /** @param dealId -1 when the actor refused: then {@code exit} is not zero */
    record PublishSettled(String message, long epoch, int exit, long dealId) implements LedgerEvent {}

    record PieceAdded(long dealId, long epoch, long sector) implements LedgerEvent {}

    record Precommitted(long dealId, long epoch) implements LedgerEvent {}

    record Activated(long dealId, long epoch) implements LedgerEvent {}

    /** The provider is paid up to this epoch. */
    record Paid(long dealId, long epoch) implements LedgerEvent {}

    record Expired(long dealId, long epoch) implements LedgerEvent {}

    record TimedOut(long dealId, long epoch) implements LedgerEvent {}

    record Slashed(long dealId, long epoch) implements LedgerEvent {}
}
