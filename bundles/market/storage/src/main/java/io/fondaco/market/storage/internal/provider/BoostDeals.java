package io.fondaco.market.storage.internal.provider;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.deal.DealView;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.House;
import io.fondaco.market.storage.internal.wire.BoostMessages;
import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.market.storage.internal.wire.Seals;
import io.fondaco.model.DealId;
import io.fondaco.party.Party;
import io.fondaco.persistence.IndexRow;
import io.fondaco.transfer.TransferView;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Deals by the numbers Boost's clients give them, and their states in Boost's words. Source: boost storagemarket/types and
 * dealcheckpoints.
 */
final class BoostDeals {

    /** Bytes of a number. */
    static final int UUID_BYTES = 16;

    private static final String COLLECTION = "storage.boost";
    private static final String DEAL = "deal";

    private final House house;

    BoostDeals(House house) {
        this.house = house;
    }

    private static String key(byte[] uuid, Party party) {
        return HexFormat.of().formatHex(uuid) + "@" + party.name();
    }

    /** The deal of a number, if the party has one. */
    Optional<DealId> find(byte[] uuid, Party party) {
        return house.index()
                .get(COLLECTION, key(uuid, party))
                .map(row -> DealId.parse(row.facets().get(DEAL)));
    }

    /** Remembers a number; completes when durable. */
    CompletionStage<Void> remember(byte[] uuid, Party party, DealId deal) {
        return house.index()
                .put(new IndexRow(COLLECTION, key(uuid, party), 0, Map.of(DEAL, deal.toString()), new byte[0]));
    }

    /** What the client of a deal is told; others learn no more than that there is nothing for them. */
    BoostMessages.DealStatusResponse answer(
            BoostMessages.DealStatusRequest request, Party party, Machine<ProviderEvent, ProviderDeal> machine) {
        byte[] uuid = request.dealUuid();
        Optional<DealId> id = uuid.length == UUID_BYTES ? find(uuid, party) : Optional.empty();
        // The state before the record: a deal that moves meanwhile must not show a new state without its message.
        Optional<DealView> view = id.flatMap(machine::view);
        Optional<ProviderDeal> deal = id.flatMap(machine::remembered)
                .filter(d ->
                        Seals.holds(uuid, request.signature(), d.agreement().client()));
        if (view.isEmpty() || deal.isEmpty()) {
            return new BoostMessages.DealStatusResponse(
                    uuid, "no deal " + shown(uuid) + " signed by you here", Optional.empty(), false, 0, 0);
        }
        return told(uuid, Answers.state(view.get()), deal.get());
    }

    private static String shown(byte[] uuid) {
        if (uuid.length != UUID_BYTES) {
            return HexFormat.of().formatHex(uuid);
        }
        ByteBuffer bytes = ByteBuffer.wrap(uuid);
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    private BoostMessages.DealStatusResponse told(byte[] uuid, DealStatus state, ProviderDeal deal) {
        boolean bad = state == DealStatus.ERROR || state == DealStatus.FAILING || state == DealStatus.REJECTING;
        ClientDealProposal signed = ClientDealProposal.parse(deal.agreement().signed());
        BoostMessages.Status status = new BoostMessages.Status(
                bad ? deal.message() : "",
                checkpoint(state, deal),
                sealing(state),
                signed.proposal(),
                deal.agreement().id(),
                deal.onChain().publish(),
                deal.onChain().dealId().orElse(0L));
        return new BoostMessages.DealStatusResponse(
                uuid,
                "",
                Optional.of(status),
                deal.agreement().offline(),
                deal.agreement().payloadBytes(),
                received(deal));
    }

    private long received(ProviderDeal deal) {
        if (deal.payloadBytes() > 0) {
            return deal.payloadBytes();
        }
        return deal.channel()
                .flatMap(channel -> house.transfers().list().stream()
                        .filter(view -> view.id().toString().equals(channel))
                        .findFirst())
                .map(TransferView::bytes)
                .orElse(0L);
    }

    /** The last checkpoint the deal has passed. */
    private static String checkpoint(DealStatus state, ProviderDeal deal) {
        return switch (state) {
            case VERIFY_DATA, RESERVE_PROVIDER_FUNDS, PROVIDER_FUNDING, PUBLISH -> "Transferred";
            case PUBLISHING -> deal.onChain().publish().isPresent() ? "Published" : "Transferred";
            case STAGED -> "PublishConfirmed";
            case AWAITING_PRE_COMMIT -> "AddedPiece";
            case SEALING, FINALIZING, ACTIVE -> "IndexedAndAnnounced";
            case EXPIRED, SLASHED, ERROR, FAILING, REJECTING -> "Complete";
            default -> "Accepted";
        };
    }

    private static String sealing(DealStatus state) {
        return switch (state) {
            case AWAITING_PRE_COMMIT, SEALING, FINALIZING, ACTIVE -> state.text();
            default -> "";
        };
    }
}
