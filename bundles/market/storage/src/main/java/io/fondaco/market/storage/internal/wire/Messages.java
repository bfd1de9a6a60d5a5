package io.fondaco.market.storage.internal.wire;

import static io.fondaco.market.storage.internal.wire.Shape.*;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/**
 * The messages of ask, deal and status protocols up to 1.1.1. Source: go-fil-markets storagemarket/network and
 * storagemarket/types.
 */
public final class Messages {

    private Messages() {}

    /** @param pieceSize unpadded, in bytes: not what the proposal has under the same name */
    public record DataRef(String transferType, Cid root, Optional<Cid> pieceCid, long pieceSize, long rawBlockSize) {}

    public record Proposal(ClientDealProposal dealProposal, DataRef piece, boolean fastRetrieval) {}

    public record Response(DealStatus state, String message, Cid proposal, Optional<Cid> publishMessage) {}

    public record SignedResponse(Sealed<Response> response, byte[] signature) {}

    public record DealStatusRequest(Cid proposal, byte[] signature) {}

    /** What a provider tells about a deal. */
    public record ProviderDealState(
            DealStatus state,
            String message,
            Optional<Sealed<io.fondaco.chain.DealProposal>> proposal,
            Optional<Cid> proposalCid,
            Optional<Cid> addFundsCid,
            Optional<Cid> publishCid,
            long dealId,
            boolean fastRetrieval) {}

    public record DealStatusResponse(Sealed<ProviderDealState> dealState, byte[] signature) {}

    /** Prices in attoFIL per GiB and epoch, sizes padded. */
    public record StorageAsk(
            TokenAmount price,
            TokenAmount verifiedPrice,
            long minPieceSize,
            long maxPieceSize,
            Address miner,
            long timestamp,
            long expiry,
            long seqNo) {}

    public record SignedStorageAsk(Sealed<StorageAsk> ask, byte[] signature) {}

    public record AskRequest(Address miner) {}

    public record AskResponse(Optional<SignedStorageAsk> ask) {}

    public static final Struct<DataRef> DATA_REF = Struct.<DataRef>named("DataRef")
            .field("TransferType", TEXT, DataRef::transferType)
            .field("Root", CID, DataRef::root)
            .field("PieceCid", nullable(CID), DataRef::pieceCid)
            .field("PieceSize", UNSIGNED, DataRef::pieceSize)
            .later("RawBlockSize", UNSIGNED, DataRef::rawBlockSize, 0L)
            .make(v -> new DataRef(
                    v.get("TransferType"),
                    v.get("Root"),
                    v.get("PieceCid"),
                    v.get("PieceSize"),
                    v.get("RawBlockSize")));

    public static final Struct<Proposal> PROPOSAL = Struct.<Proposal>named("Proposal")
            .field("DealProposal", CLIENT_DEAL_PROPOSAL, Proposal::dealProposal)
            .field("Piece", DATA_REF, Proposal::piece)
            .field("FastRetrieval", BOOLEAN, Proposal::fastRetrieval)
            .make(v -> new Proposal(v.get("DealProposal"), v.get("Piece"), v.get("FastRetrieval")));

    public static final Struct<Response> RESPONSE = Struct.<Response>named("Response")
            .field("State", STATUS, Response::state)
            .field("Message", TEXT, Response::message)
            .field("Proposal", CID, Response::proposal)
            .field("PublishMessage", nullable(CID), Response::publishMessage)
            .make(v -> new Response(v.get("State"), v.get("Message"), v.get("Proposal"), v.get("PublishMessage")));

    public static final Struct<SignedResponse> SIGNED_RESPONSE = Struct.<SignedResponse>named("SignedResponse")
            .field("Response", sealed(RESPONSE), SignedResponse::response)
            .field("Signature", BYTES, SignedResponse::signature)
            .make(v -> new SignedResponse(v.get("Response"), v.get("Signature")));

    public static final Struct<DealStatusRequest> STATUS_REQUEST = Struct.<DealStatusRequest>named("DealStatusRequest")
            .field("Proposal", CID, DealStatusRequest::proposal)
            .field("Signature", BYTES, DealStatusRequest::signature)
            .make(v -> new DealStatusRequest(v.get("Proposal"), v.get("Signature")));

    private static final Shape<Sealed<io.fondaco.chain.DealProposal>> DEAL_PROPOSAL =
            plain((out, p) -> out.writeRaw(p.bytes()), in -> {
                byte[] bytes = in.readRaw();
                return new Sealed<>(ClientDealProposal.decode(bytes), bytes);
            });

    public static final Struct<ProviderDealState> PROVIDER_DEAL_STATE = Struct.<ProviderDealState>named(
                    "ProviderDealState")
            .field("State", STATUS, ProviderDealState::state)
            .field("Message", TEXT, ProviderDealState::message)
            .field("Proposal", nullable(DEAL_PROPOSAL), ProviderDealState::proposal)
            .field("ProposalCid", nullable(CID), ProviderDealState::proposalCid)
            .field("AddFundsCid", nullable(CID), ProviderDealState::addFundsCid)
            .field("PublishCid", nullable(CID), ProviderDealState::publishCid)
            .field("DealID", UNSIGNED, ProviderDealState::dealId)
            .field("FastRetrieval", BOOLEAN, ProviderDealState::fastRetrieval)
            .make(v -> new ProviderDealState(
                    v.get("State"),
                    v.get("Message"),
                    v.get("Proposal"),
                    v.get("ProposalCid"),
                    v.get("AddFundsCid"),
                    v.get("PublishCid"),
                    v.get("DealID"),
                    v.get("FastRetrieval")));

    public static final Struct<DealStatusResponse> STATUS_RESPONSE = Struct.<DealStatusResponse>named(
                    "DealStatusResponse")
            .field("DealState", sealed(PROVIDER_DEAL_STATE), DealStatusResponse::dealState)
            .field("Signature", BYTES, DealStatusResponse::signature)
            .make(v -> new DealStatusResponse(v.get("DealState"), v.get("Signature")));

    public static final Struct<StorageAsk> STORAGE_ASK = Struct.<StorageAsk>named("StorageAsk")
            .field("Price", AMOUNT, StorageAsk::price)
            .field("VerifiedPrice", AMOUNT, StorageAsk::verifiedPrice)
            .field("MinPieceSize", UNSIGNED, StorageAsk::minPieceSize)
            .field("MaxPieceSize", UNSIGNED, StorageAsk::maxPieceSize)
            .field("Miner", ADDRESS, StorageAsk::miner)
            .field("Timestamp", LONG, StorageAsk::timestamp)
            .field("Expiry", LONG, StorageAsk::expiry)
            .field("SeqNo", UNSIGNED, StorageAsk::seqNo)
            .make(v -> new StorageAsk(
                    v.get("Price"),
                    v.get("VerifiedPrice"),
                    v.get("MinPieceSize"),
                    v.get("MaxPieceSize"),
                    v.get("Miner"),
                    v.get("Timestamp"),
                    v.get("Expiry"),
                    v.get("SeqNo")));

    public static final Struct<SignedStorageAsk> SIGNED_ASK = Struct.<SignedStorageAsk>named("SignedStorageAsk")
            .field("Ask", sealed(STORAGE_ASK), SignedStorageAsk::ask)
            .field("Signature", BYTES, SignedStorageAsk::signature)
            .make(v -> new SignedStorageAsk(v.get("Ask"), v.get("Signature")));

    public static final Struct<AskRequest> ASK_REQUEST = Struct.<AskRequest>named("AskRequest")
            .field("Miner", ADDRESS, AskRequest::miner)
            .make(v -> new AskRequest(v.get("Miner")));

    public static final Struct<AskResponse> ASK_RESPONSE = Struct.<AskResponse>named("AskResponse")
            .field("Ask", nullable(SIGNED_ASK), AskResponse::ask)
            .make(v -> new AskResponse(v.get("Ask")));
}
