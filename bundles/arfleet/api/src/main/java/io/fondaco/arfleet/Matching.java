package io.fondaco.arfleet;

import io.fondaco.model.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds providers for a wish: those that take it, the cheapest first, what is known of them counted in. */
public final class Matching {

    /** A provider that takes a wish. @param weight what it is ranked by: its price, and what is known of it */
    public record Quote(Announcement announcement, BigInteger price, BigDecimal weight) {}

    /** @param quotes the best first; one for each provider. @param refused why others are none, by provider */
    public record Found(List<Quote> quotes, Map<String, String> refused) {
        public Found {
            quotes = List.copyOf(quotes);
        }
    }

    private Matching() {}

    /**
     * @param taken providers that have a replica of these data already, or failed at it: they are passed over
     * @param conduct what is known of a provider
     */
    public static Found find(
            Wish wish,
            Collection<Announcement> announcements,
            Set<String> taken,
            Function<String, Conduct> conduct,
            Instant now) {
        Map<String, Announcement> newest = new LinkedHashMap<>();
        for (Announcement each : announcements) {
            newest.merge(each.provider(), each, (one, other) -> one.sequence() >= other.sequence() ? one : other);
        }
        List<Quote> quotes = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (Announcement each : newest.values()) {
            Optional<String> why = taken.contains(each.provider())
                    ? Optional.of("it has been asked for these data already")
                    : obstacle(wish, each, now);
            if (why.isPresent()) {
                refused.put(each.provider(), why.get());
                continue;
            }
            BigInteger price = each.terms().price(wish.bytes(), wish.duration());
            BigDecimal weight = new BigDecimal(price.max(BigInteger.ONE))
                    .multiply(BigDecimal.valueOf(conduct.apply(each.provider()).factor()));
            quotes.add(new Quote(each, price, weight));
        }
        quotes.sort(Comparator.comparing(Quote::weight)
                .thenComparing(quote -> quote.announcement().provider()));
        return new Found(quotes, refused);
    }

    /** Why a provider does not take a wish by its own word; empty if it does. */
    public static Optional<String> obstacle(Wish wish, Announcement provider, Instant now) {
        Terms terms = provider.terms();
        BigInteger price = terms.price(wish.bytes(), wish.duration());
        Map<String, Boolean> obstacles = new LinkedHashMap<>();
        obstacles.put(
                "its announcement ended at " + provider.validUntil(),
                !provider.validUntil().isAfter(now));
        obstacles.put(
                "it speaks version " + provider.version() + " of the protocol, not 1",
                !provider.version().startsWith("1."));
        obstacles.put(
                "it has " + terms.capacity() + " bytes free, and " + wish.bytes() + " are needed",
                terms.capacity() < wish.bytes());
        obstacles.put(
                "its deals last " + Durations.text(terms.shortest()) + " at least",
                wish.duration().compareTo(terms.shortest()) < 0);
        obstacles.put(
                "its deals last " + Durations.text(terms.longest()) + " at most",
                wish.duration().compareTo(terms.longest()) > 0);
        obstacles.put(
                "it is to be asked every " + Durations.text(terms.challenges()) + " at most",
                wish.every().compareTo(terms.challenges()) < 0);
        obstacles.put("it shows " + terms.leaves() + " leaves at a time", wish.leaves() > terms.leaves());
        obstacles.put(
                "it puts up " + terms.collateral() + " at most",
                wish.collateral().compareTo(terms.collateral()) > 0);
        obstacles.put(
                "it asks for " + price + ", and " + wish.ceiling() + " is the most",
                price.compareTo(wish.ceiling()) > 0);
        return obstacles.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
