package io.fondaco.market.storage.internal.provider;

import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.storage.internal.House;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.Messages;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.market.storage.internal.wire.Sealed;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.persistence.IndexRow;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The signed asks of the providers in this house. Source of the defaults: go-fil-markets storedask. */
public final class AskBook {

    private static final String COLLECTION = "storage.ask";

    private static final TokenAmount PRICE = TokenAmount.atto(500_000_000L);
    private static final TokenAmount VERIFIED_PRICE = TokenAmount.atto(50_000_000L);
    /** The reference's 256 bytes would refuse the smallest files for nothing. */
    private static final PieceSize SMALLEST = PieceSize.ofPadded(128);

    /** The reference's 1 MiB is raised by every provider; 32 GiB is the largest that fits its sectors. */
    private static final PieceSize LARGEST = PieceSize.ofPadded(1L << 35);

    private static final long DURATION = 1_000_000;

    private final House house;

    public AskBook(House house) {
        this.house = house;
    }

    /** The ask of a provider, signed; made with the defaults when it has none. */
    public Messages.SignedStorageAsk signed(Party provider) {
        Optional<IndexRow> row = house.index().get(COLLECTION, provider.name());
        if (row.isPresent()) {
            return Messages.SIGNED_ASK.decode(row.get().body(), Form.CANONICAL, Protocols.MOST_BYTES);
        }
        AskTerms nothing =
                new AskTerms(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return sign(provider, next(provider, Optional.empty(), nothing));
    }

    public Ask ask(Party provider) {
        return ask(signed(provider).ask().value());
    }

    /** What a provider's signed words mean. @throws IllegalArgumentException when its sizes are none */
    public static Ask ask(Messages.StorageAsk a) {
        return new Ask(
                a.miner(),
                a.price(),
                a.verifiedPrice(),
                PieceSize.ofPadded(a.minPieceSize()),
                PieceSize.ofPadded(a.maxPieceSize()),
                Epoch.of(a.timestamp()),
                Epoch.of(a.expiry()),
                a.seqNo());
    }

    /** Changes, signs and stores an ask. */
    public CompletionStage<Ask> set(Party provider, AskTerms terms) {
        Optional<Ask> before = house.index().get(COLLECTION, provider.name()).map(row -> ask(provider));
        Messages.SignedStorageAsk signed = sign(provider, next(provider, before, terms));
        byte[] body = Messages.SIGNED_ASK.encode(signed, Form.CANONICAL);
        return house.index()
                .put(new IndexRow(
                        COLLECTION, provider.name(), signed.ask().value().seqNo(), Map.of(), body))
                .thenApply(stored -> ask(signed.ask().value()));
    }

    private Messages.StorageAsk next(Party provider, Optional<Ask> before, AskTerms terms) {
        PieceSize smallest =
                terms.smallest().or(() -> before.map(Ask::smallest)).orElse(SMALLEST);
        PieceSize wanted = terms.largest().or(() -> before.map(Ask::largest)).orElse(LARGEST);
        // What no sector takes would be published and then lost.
        long fits = house.sectors().largestPiece(provider.miner().orElseThrow());
        PieceSize largest = fits < wanted.padded() ? PieceSize.ofPadded(fits) : wanted;
        if (smallest.padded() > largest.padded()) {
            throw new IllegalArgumentException("the smallest piece, " + smallest.padded()
                    + " bytes, must not be larger than the largest, " + largest.padded());
        }
        TokenAmount price = terms.price().or(() -> before.map(Ask::price)).orElse(PRICE);
        TokenAmount verified =
                terms.verifiedPrice().or(() -> before.map(Ask::verifiedPrice)).orElse(VERIFIED_PRICE);
        if (price.isNegative() || verified.isNegative()) {
            throw new IllegalArgumentException("a price must not be negative");
        }
        long head = house.chain().head().number();
        return new Messages.StorageAsk(
                price,
                verified,
                smallest.padded(),
                largest.padded(),
                provider.miner().orElseThrow(),
                head,
                head + terms.duration().orElse(DURATION),
                before.map(a -> a.sequence() + 1).orElse(0L));
    }

    private Messages.SignedStorageAsk sign(Party provider, Messages.StorageAsk ask) {
        byte[] bytes = Messages.STORAGE_ASK.encode(ask, Form.CANONICAL);
        byte[] signature = house.keys().sign(house.worker(provider), bytes).toBytes();
        return new Messages.SignedStorageAsk(new Sealed<>(ask, bytes), signature);
    }
}
