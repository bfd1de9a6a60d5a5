package io.fondaco.market.storage.internal.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A deal's state as every protocol and Lotus's JSON-RPC spell it: the number goes over the wire. Kept apart from the
 * states of our tables, which never leave the node. Source: go-fil-markets storagemarket/dealstatus.
 */
public enum DealStatus {
    UNKNOWN(0, "Unknown", "Unknown", ""),
    PROPOSAL_NOT_FOUND(1, "ProposalNotFound", "Proposal not found", ""),
    PROPOSAL_REJECTED(2, "ProposalRejected", "Proposal rejected", ""),
    PROPOSAL_ACCEPTED(3, "ProposalAccepted", "Proposal accepted", "a few minutes"),
    STAGED(4, "Staged", "Staged", "a few minutes"),
    SEALING(5, "Sealing", "Sealing", "a few hours"),
    FINALIZING(6, "Finalizing", "Finalizing", "a few minutes"),
    ACTIVE(7, "Active", "Active", ""),
    EXPIRED(8, "Expired", "Expired", ""),
    SLASHED(9, "Slashed", "Slashed", ""),
    REJECTING(10, "Rejecting", "Rejecting", ""),
    FAILING(11, "Failing", "Failing", ""),
    FUNDS_RESERVED(12, "FundsReserved", "FundsReserved", "a few minutes"),
    CHECK_FOR_ACCEPTANCE(13, "CheckForAcceptance", "Checking for deal acceptance", "a few minutes"),
    VALIDATING(14, "Validating", "Validating", "a few minutes"),
    ACCEPT_WAIT(15, "AcceptWait", "AcceptWait", "a few minutes"),
    START_DATA_TRANSFER(16, "StartDataTransfer", "Starting data transfer", "a few minutes"),
    TRANSFERRING(17, "Transferring", "Transferring", "a few minutes"),
    WAITING_FOR_DATA(18, "WaitingForData", "Waiting for data", "a few minutes"),
    VERIFY_DATA(19, "VerifyData", "Verifying data", "a few minutes"),
    RESERVE_PROVIDER_FUNDS(20, "ReserveProviderFunds", "Reserving provider funds", "a few minutes"),
    RESERVE_CLIENT_FUNDS(21, "ReserveClientFunds", "Reserving client funds", "a few minutes"),
    PROVIDER_FUNDING(22, "ProviderFunding", "Provider funding", "a few minutes"),
    CLIENT_FUNDING(23, "ClientFunding", "Client funding", "a few minutes"),
    PUBLISH(24, "Publish", "Publish", "a few minutes"),
    PUBLISHING(25, "Publishing", "Publishing", "a few minutes"),
    ERROR(26, "Error", "Error", ""),
    PROVIDER_TRANSFER_AWAIT_RESTART(
            27, "ProviderTransferAwaitRestart", "ProviderTransferAwaitRestart", "a few minutes"),
    CLIENT_TRANSFER_RESTART(
            28, "ClientTransferRestart", "Client transfer restart", "minutes to hours, depends on data size"),
    AWAITING_PRE_COMMIT(29, "AwaitingPreCommit", "Awaiting a PreCommit message on chain", "a few minutes"),
    TRANSFER_QUEUED(30, "TransferQueued", "", "a few minutes");

    private static final Map<Long, DealStatus> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toMap(DealStatus::number, Function.identity()));

    private final long number;
    private final String spelled;
    private final String text;
    private final String expected;

    DealStatus(long number, String spelled, String text, String expected) {
        this.number = number;
        this.spelled = spelled;
        this.text = text;
        this.expected = expected;
    }

    /** The number on the wire. */
    public long number() {
        return number;
    }

    /** The field's name without its prefix, e.g. {@code WaitingForData}. */
    public String spelled() {
        return spelled;
    }

    /** The field's words for people; empty for TransferQueued, which has none. */
    public String text() {
        return text;
    }

    /** How long the state usually lasts, in the field's words; may be empty. */
    public String expected() {
        return expected;
    }

    public static Optional<DealStatus> of(long number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }
}
