package io.fondaco.market.storage.internal.client;

/** The states of the client's side. */
public enum ClientState {
    UNKNOWN,
    RESERVE_CLIENT_FUNDS,
    CLIENT_FUNDING,
    FUNDS_RESERVED,
    START_DATA_TRANSFER,
    TRANSFER_QUEUED,
    TRANSFERRING,
    CLIENT_TRANSFER_RESTART,
    CHECK_FOR_ACCEPTANCE,
    PROPOSAL_ACCEPTED,
    AWAITING_PRE_COMMIT,
    SEALING,
    ACTIVE,
    EXPIRED,
    SLASHED,
    FAILING,
    ERROR
}
