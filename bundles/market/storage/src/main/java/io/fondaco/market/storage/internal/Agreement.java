package io.fondaco.market.storage.internal;

import io.fondaco.chain.DealProposal;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What both sides have agreed on, fixed for the life of the deal.
 *
 * @param id CID of the signed proposal (SHA-256): the deal's key in every market protocol
 * @param proposalCid CID of the proposal alone (BLAKE2b): what the chain knows it by
 * @param signed CBOR of the proposal with the client's signature, byte for byte as signed
 * @param pieceSize padded, in bytes
 * @param label as text, hex when it is none
 * @param payload the root of what is stored
 * @param transferType a transport's name, or {@code manual}
 * @param location for transports that pull from an address
 * @param payloadBytes size of the CAR, 0 when the client did not say
 * @param startsAt when the start epoch begins
 * @param endsAt when the end epoch begins
 * @param epoch how long an epoch lasts
 */
public record Agreement(
        Cid id,
        Cid proposalCid,
        byte[] signed,
        Cid pieceCid,
        long pieceSize,
        boolean verified,
        Address client,
        Address provider,
        String label,
        Epoch start,
        Epoch end,
        TokenAmount pricePerEpoch,
        TokenAmount providerCollateral,
        TokenAmount clientCollateral,
        Cid payload,
        String transferType,
        Optional<URI> location,
        long payloadBytes,
        boolean fastRetrieval,
        Instant startsAt,
        Instant endsAt,
        Duration epoch) {

    /** The transfer type of deals whose data is brought by hand. */
    public static final String MANUAL = "manual";

    /** What a facet may hold, in characters. */
    private static final int MOST = 400;

    private static final String CUT = "...";

    public boolean offline() {
        return transferType.equals(MANUAL);
    }

    /** What the client must have at hand: its collateral and the whole price. */
    public TokenAmount clientRequirement() {
        return clientCollateral.plus(pricePerEpoch.times(end.number() - start.number()));
    }

    /** When the network lets go of a deal that is in no sector: ten epochs after its start. */
    public Instant startGrace() {
        return startsAt.plus(epoch.multipliedBy(10));
    }

    /** By when an active deal must have been settled: a day of epochs after its end. */
    public Instant endGrace() {
        return endsAt.plus(epoch.multipliedBy(2880));
    }

    /** What lists show and filter by. */
    public Map<String, String> facets(String message) {
        Map<String, String> facets = new HashMap<>();
        facets.put("client", client.toString());
        facets.put("provider", provider.toString());
        facets.put("payloadCid", payload.toString());
        facets.put("pieceCid", pieceCid.toString());
        facets.put("pieceSize", Long.toString(pieceSize));
        facets.put("pricePerEpoch", pricePerEpoch.toString());
        facets.put("start", Long.toString(start.number()));
        facets.put("end", Long.toString(end.number()));
        facets.put("transfer", transferType);
        facets.put("verified", Boolean.toString(verified));
        if (!message.isEmpty()) {
            facets.put("message", shortened(message));
        }
        return facets;
    }

    /** At most 400 characters, never half of one that takes two: a store refuses what is no text. */
    private static String shortened(String message) {
        if (message.length() <= MOST) {
            return message;
        }
        int end = MOST - CUT.length();
        return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** The parts of a proposal, taken over. */
    public static Agreement of(
            DealProposal p,
            Cid id,
            Cid proposalCid,
            byte[] signed,
            Cid payload,
            String transferType,
            Optional<URI> location,
            long payloadBytes,
            boolean fastRetrieval,
            Instant startsAt,
            Instant endsAt,
            Duration epoch) {
        return new Agreement(
                id,
                proposalCid,
                signed,
                p.pieceCid(),
                p.pieceSize(),
                p.verified(),
                p.client(),
                p.provider(),
                p.label().toString(),
                p.start(),
                p.end(),
                p.pricePerEpoch(),
                p.providerCollateral(),
                p.clientCollateral(),
                payload,
                transferType,
                location,
                payloadBytes,
                fastRetrieval,
                startsAt,
                endsAt,
                epoch);
    }
}
