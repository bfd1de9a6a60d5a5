package io.fondaco.chain.consensus;

/** What randomness is drawn for; each gives other bytes. Source: specs.filecoin.io, Randomness. */
public enum RandomnessTag {
    TICKET(1),
    ELECTION(2),
    WINNING_POST(3),
    WINDOW_POST(4),
    SEAL(5),
    INTERACTIVE_SEAL(6),
    DEADLINE_ASSIGNMENT(7),
    MARKET_CRON(8),
    POST_CHAIN_COMMIT(9),
    EVM_PREVRANDAO(10);

    private final long number;

    RandomnessTag(long number) {
        this.number = number;
    }

    /** The number that is hashed. */
    public long number() {
        return number;
    }
}
