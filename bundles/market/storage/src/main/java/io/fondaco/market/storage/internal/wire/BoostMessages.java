package io.fondaco.market.storage.internal.wire;

import static io.fondaco.market.storage.internal.wire.Shape.*;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.model.Cid;
import java.util.Optional;

/** The messages of Boost's protocols: deals 1.2.0 and 1.2.1, status 1.2.0. Source: boost storagemarket/types. */
public final class BoostMessages {

    private BoostMessages() {}

    /**
     * @param params JSON, by type: for {@code http} an object with URL and Headers
     * @param size of what is transferred, in bytes
     */
    public record Transfer(String type, String clientId, byte[] params, long size) {}

    /** @param dealUuid 16 bytes */
    public record DealParams(
            byte[] dealUuid,
            boolean offline,
            ClientDealProposal proposal,
            Cid dealDataRoot,
            Transfer transfer,
            boolean removeUnsealedCopy,
            boolean skipIpniAnnounce) {}

    public record DealResponse(boolean accepted, String message) {}

    /** @param signature of the client over the 16 bytes */
    public record DealStatusRequest(byte[] dealUuid, byte[] signature) {}

    public record Status(
            String error,
            String status,
            String sealingStatus,
            DealProposal proposal,
            Cid signedProposalCid,
            Optional<Cid> publishCid,
            long chainDealId) {}

    public record DealStatusResponse(
            byte[] dealUuid,
            String error,
            Optional<Status> status,
            boolean offline,
            long transferSize,
            long received) {}

    public static final Struct<Transfer> TRANSFER = Struct.<Transfer>named("Transfer")
            .field("Type", TEXT, Transfer::type)
            .field("ClientID", TEXT, Transfer::clientId)
            .field("Params", BYTES, Transfer::params)
            .field("Size", UNSIGNED, Transfer::size)
            .make(v -> new Transfer(v.get("Type"), v.get("ClientID"), v.get("Params"), v.get("Size")));

    /** 1.2.1; a 1.2.0 message reads as one whose last two are false. */
    public static final Struct<DealParams> DEAL_PARAMS = common().later(
                    "RemoveUnsealedCopy", BOOLEAN, DealParams::removeUnsealedCopy, false)
            .later("SkipIPNIAnnounce", BOOLEAN, DealParams::skipIpniAnnounce, false)
            .make(v -> params(v, v.get("RemoveUnsealedCopy"), v.get("SkipIPNIAnnounce")));

    /** 1.2.0, for writing to old peers. */
    public static final Struct<DealParams> DEAL_PARAMS_120 = common().make(v -> params(v, false, false));

    private static Struct.Builder<DealParams> common() {
        return Struct.<DealParams>named("DealParams")
                .field("DealUUID", BYTES, DealParams::dealUuid)
                .field("IsOffline", BOOLEAN, DealParams::offline)
                .field("ClientDealProposal", CLIENT_DEAL_PROPOSAL, DealParams::proposal)
                .field("DealDataRoot", CID, DealParams::dealDataRoot)
                .field("Transfer", TRANSFER, DealParams::transfer);
    }

    private static DealParams params(Struct.Values v, boolean removeUnsealed, boolean skipAnnounce) {
        return new DealParams(
                v.get("DealUUID"),
                v.get("IsOffline"),
                v.get("ClientDealProposal"),
                v.get("DealDataRoot"),
                v.get("Transfer"),
                removeUnsealed,
                skipAnnounce);
    }

    public static final Struct<DealResponse> DEAL_RESPONSE = Struct.<DealResponse>named("DealResponse")
            .field("Accepted", BOOLEAN, DealResponse::accepted)
            .field("Message", TEXT, DealResponse::message)
            .make(v -> new DealResponse(v.get("Accepted"), v.get("Message")));

    public static final Struct<DealStatusRequest> STATUS_REQUEST = Struct.<DealStatusRequest>named("DealStatusRequest")
            .field("DealUUID", BYTES, DealStatusRequest::dealUuid)
            .field("Signature", BYTES, DealStatusRequest::signature)
            .make(v -> new DealStatusRequest(v.get("DealUUID"), v.get("Signature")));

    private static final Shape<DealProposal> DEAL_PROPOSAL = plain(
            (out, p) -> out.writeRaw(ClientDealProposal.encode(p)), in -> ClientDealProposal.decode(in.readRaw()));

    public static final Struct<Status> STATUS_OF_DEAL = Struct.<Status>named("DealStatus")
            .field("Error", TEXT, Status::error)
            .field("Status", TEXT, Status::status)
            .field("SealingStatus", TEXT, Status::sealingStatus)
            .field("Proposal", DEAL_PROPOSAL, Status::proposal)
            .field("SignedProposalCid", CID, Status::signedProposalCid)
            .field("PublishCid", nullable(CID), Status::publishCid)
            .field("ChainDealID", UNSIGNED, Status::chainDealId)
            .make(v -> new Status(
                    v.get("Error"),
                    v.get("Status"),
                    v.get("SealingStatus"),
                    v.get("Proposal"),
                    v.get("SignedProposalCid"),
                    v.get("PublishCid"),
                    v.get("ChainDealID")));

    public static final Struct<DealStatusResponse> STATUS_RESPONSE = Struct.<DealStatusResponse>named(
                    "DealStatusResponse")
            .field("DealUUID", BYTES, DealStatusResponse::dealUuid)
            .field("Error", TEXT, DealStatusResponse::error)
            .field("DealStatus", nullable(STATUS_OF_DEAL), DealStatusResponse::status)
            .field("IsOffline", BOOLEAN, DealStatusResponse::offline)
            .field("TransferSize", UNSIGNED, DealStatusResponse::transferSize)
            .field("NBytesReceived", UNSIGNED, DealStatusResponse::received)
            .make(v -> new DealStatusResponse(
                    v.get("DealUUID"),
                    v.get("Error"),
                    v.get("DealStatus"),
                    v.get("IsOffline"),
                    v.get("TransferSize"),
                    v.get("NBytesReceived")));
}
