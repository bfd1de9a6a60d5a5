package io.fondaco.party;

/** What a party does in the house. */
public enum Role {
    /** Buys storage. */
    CLIENT,
    /** Sells storage. */
    PROVIDER,
    /** Produces blocks. */
    PRODUCER
}
