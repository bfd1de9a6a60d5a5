package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Terms;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What providers of this house offer: kept, announced, and announced again before it runs out. */
final class Offers {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLLECTION = "arfleet-terms";
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Index index;
    private final Board board;
    private final ArFleetSettings settings;
    private final Time time;
    private final Merchants merchants;
    private final ToLongFunction<Merchant> free;
    private final Supplier<Optional<String>> base;
    private final Map<String, Registration> renewals = new HashMap<>();
    private final Map<String, Announcement> standing = new ConcurrentHashMap<>();
    private long last;
    private boolean closed;

    /**
     * @param free bytes a provider has left of its capacity
     * @param base what comes before a provider's name where it is reached; empty while nobody is
     */
    Offers(
            Index index,
            Board board,
            ArFleetSettings settings,
            Time time,
            Merchants merchants,
            ToLongFunction<Merchant> free,
            Supplier<Optional<String>> base) {
        this.index = index;
        this.board = board;
        this.settings = settings;
        this.time = time;
        this.merchants = merchants;
        this.free = free;
        this.base = base;
    }

    /** @param open whether new placements are taken */
    private record Kept(Terms terms, boolean open) {}

    Terms of(String provider) {
        return kept(provider).terms();
    }

    /** What is offered to newcomers; empty while none are taken. */
    Optional<Terms> open(String provider) {
        Kept kept = kept(provider);
        return kept.open() && base.get().isPresent() ? Optional.of(kept.terms()) : Optional.empty();
    }

    /** What stands in the marketplace. */
    Optional<Announcement> standing(String provider) {
        return Optional.ofNullable(standing.get(provider));
    }

    /** A provider has come in, and announces itself if it is to. */
    void enter(Merchant provider) {
        if (open(provider.name()).isPresent()) {
            renew(provider);
        }
    }

    void leave(String provider) {
        stop(provider);
        standing.remove(provider);
    }

    CompletionStage<Announcement> announce(Merchant provider, Terms terms) {
        if (base.get().isEmpty()) {
            return CompletableFuture.failedFuture(new ArFleetException(
                    "nobody reaches the providers of this house: install fondaco-gateway-arfleet, or set url"));
        }
        stop(provider.name());
        return put(provider.name(), new Kept(terms, true)).thenCompose(kept -> post(provider, terms));
    }

    CompletionStage<Void> withdraw(Merchant provider) {
        stop(provider.name());
        standing.remove(provider.name());
        return put(provider.name(), new Kept(of(provider.name()), false))
                .thenCompose(kept -> board.withdraw(provider.account(), sequence()));
    }

    private CompletionStage<Announcement> post(Merchant provider, Terms terms) {
        long sequence = sequence();
        long bytes = free.applyAsLong(provider);
        Instant until = time.now().plus(settings.lifetime());
        return board.announce(provider.account(), terms, bytes, sequence, settings.lifetime())
                .thenApply(done -> {
                    Announcement made =
                            new Announcement(provider.address(), "1.0.0", sequence, until, terms.holding(bytes));
                    standing.put(provider.name(), made);
                    later(provider, settings.lifetime().dividedBy(2));
                    return made;
                });
    }

    private void renew(Merchant provider) {
        if (open(provider.name()).isEmpty() || !merchants.present(provider)) {
            return;
        }
        post(provider, of(provider.name())).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "provider {} could not announce itself; it tries again: {}",
                        provider.name(),
                        failure.toString());
                later(provider, AGAIN);
            }
        });
    }

    private synchronized void later(Merchant provider, Duration pause) {
        if (!closed) {
            Registration before = renewals.put(provider.name(), time.after(pause, () -> renew(provider)));
            if (before != null) {
                before.close();
            }
        }
    }

    private synchronized void stop(String provider) {
        Registration renewal = renewals.remove(provider);
        if (renewal != null) {
            renewal.close();
        }
    }

    /** Grows with every announcement, over restarts too. */
    private synchronized long sequence() {
        last = Math.max(last + 1, time.now().toEpochMilli());
        return last;
    }

    private Kept kept(String provider) {
        return index.get(COLLECTION, provider)
                .map(row -> read(provider, row.body()))
                .orElseGet(() -> new Kept(standard(provider), settings.announce()));
    }

    private Terms standard(String provider) {
        Terms usual = settings.terms();
        return new Terms(
                usualUrls(provider),
                usual.capacity(),
                usual.perDeal(),
                usual.perKilobyteSecond(),
                usual.shortest(),
                usual.longest(),
                usual.challenges(),
                usual.leaves(),
                usual.collateral());
    }

    private List<URI> usualUrls(String provider) {
        return List.of(URI.create(base.get().orElse("http://127.0.0.1/") + provider));
    }

    private CompletionStage<Void> put(String provider, Kept kept) {
        Terms terms = kept.terms();
        ObjectNode node = JSON.createObjectNode();
        node.put("open", kept.open());
        ArrayNode urls = node.putArray("connections");
        // The usual one is not kept: the node may be reached elsewhere another time.
        if (!terms.connections().equals(usualUrls(provider))) {
            terms.connections().forEach(url -> urls.add(url.toString()));
        }
        node.put("capacity", terms.capacity());
        node.put("perDeal", terms.perDeal().toString());
        node.put("perKilobyteSecond", terms.perKilobyteSecond().toPlainString());
        node.put("shortest", terms.shortest().toString());
        node.put("longest", terms.longest().toString());
        node.put("challenges", terms.challenges().toString());
        node.put("leaves", terms.leaves());
        node.put("collateral", terms.collateral().toString());
        try {
            return index.put(new IndexRow(COLLECTION, provider, 0, Map.of(), JSON.writeValueAsBytes(node)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Kept read(String provider, byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            List<URI> urls = new ArrayList<>();
            node.path("connections").forEach(url -> urls.add(URI.create(url.asText())));
            Terms terms = new Terms(
                    urls.isEmpty() ? usualUrls(provider) : urls,
                    node.path("capacity").asLong(),
                    new BigInteger(node.path("perDeal").asText()),
                    new BigDecimal(node.path("perKilobyteSecond").asText()),
                    Duration.parse(node.path("shortest").asText()),
                    Duration.parse(node.path("longest").asText()),
                    Duration.parse(node.path("challenges").asText()),
                    node.path("leaves").asInt(),
                    new BigInteger(node.path("collateral").asText()));
            return new Kept(terms, node.path("open").asBoolean());
        } catch (IOException | RuntimeException broken) {
            throw new IllegalStateException(
                    "what provider " + provider + " offers is kept, and cannot be read; announce it anew", broken);
        }
    }

    synchronized void close() {
        closed = true;
        renewals.values().forEach(Registration::close);
        renewals.clear();
    }
}
