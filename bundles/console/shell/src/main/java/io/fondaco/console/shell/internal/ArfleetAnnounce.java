package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.Terms;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:announce}. */
@Service
@Command(
        scope = "arfleet",
        name = "announce",
        description = "Say in the marketplace what a provider of this house offers. What is not named stays as it is."
                + " Example: arfleet:announce --capacity 10GiB --price-deal 1000 bob")
public final class ArfleetAnnounce extends ArfleetCommand<ArfleetAnnounce.Announced> {

    /** What is announced now. @param announcement empty after it was withdrawn */
    public record Announced(String provider, Optional<Announcement> announcement) {}

    @Argument(name = "provider", description = "The provider's name", required = true)
    @Completion(PartyCompleter.class)
    String provider;

    @Option(name = "--capacity", description = "Bytes it keeps in all, also with KiB, MiB, GiB or TiB")
    String capacity;

    @Option(name = "--price-deal", description = "Price of a deal however small, in base units")
    String priceDeal;

    @Option(
            name = "--price-kb-s",
            description = "Price of 1,000 bytes and a second, in base units; may have a fraction")
    String priceKilobyteSecond;

    @Option(name = "--shortest", description = "Shortest deal it takes: a number and s, m, h or d")
    String shortest;

    @Option(name = "--longest", description = "Longest deal it takes")
    String longest;

    @Option(name = "--every", description = "How often it is to be asked for leaves at most")
    String every;

    @Option(name = "--leaves", description = "How many it shows at a time, 1 to 256")
    Integer leaves;

    @Option(name = "--collateral", description = "The most it puts up for one deal, in base units")
    String collateral;

    @Option(
            name = "--url",
            description = "Where clients reach it, the best first; may be given several times, and replaces all",
            multiValued = true)
    List<String> urls;

    @Option(name = "--withdraw", description = "Take the announcement back: no new placements until it announces again")
    boolean withdraw;

    @Override
    Announced ask() throws Exception {
        boolean changes = Stream.of(
                        capacity, priceDeal, priceKilobyteSecond, shortest, longest, every, leaves, collateral, urls)
                .anyMatch(Objects::nonNull);
        if (withdraw) {
            if (changes) {
                throw new IllegalArgumentException(
                        "--withdraw takes back what " + provider + " announces; it goes with no other terms");
            }
            done("withdrawing what " + provider + " announces", arfleet().withdraw(provider));
            return new Announced(provider, Optional.empty());
        }
        Terms terms = changed(arfleet().terms(provider));
        return new Announced(
                provider, Optional.of(done("announcing " + provider, arfleet().announce(provider, terms))));
    }

    private Terms changed(Terms terms) {
        return new Terms(
                urls == null
                        ? terms.connections()
                        : urls.stream().map(ArfleetAnnounce::url).toList(),
                capacity == null ? terms.capacity() : ArfleetGame.bytes("--capacity", capacity),
                priceDeal == null ? terms.perDeal() : amount("--price-deal", priceDeal),
                priceKilobyteSecond == null ? terms.perKilobyteSecond() : fraction(priceKilobyteSecond),
                shortest == null ? terms.shortest() : ArfleetGame.time("--shortest", shortest),
                longest == null ? terms.longest() : ArfleetGame.time("--longest", longest),
                every == null ? terms.challenges() : ArfleetGame.time("--every", every),
                leaves == null ? terms.leaves() : leaves,
                collateral == null ? terms.collateral() : amount("--collateral", collateral));
    }

    private static BigDecimal fraction(String typed) {
        if (!typed.matches("\\d{1,30}(\\.\\d{1,30})?")) {
            throw new IllegalArgumentException(
                    "--price-kb-s is a number of base units, such as 0.002, not '" + typed + "'");
        }
        return new BigDecimal(typed);
    }

    private static URI url(String typed) {
        try {
            URI uri = new URI(typed);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(wrong(typed), e);
        }
        throw new IllegalArgumentException(wrong(typed));
    }

    private static String wrong(String typed) {
        return "--url is an address such as https://provider.example/arfleet/bob, not '" + typed + "'";
    }

    @Override
    void show(Announced announced, PrintStream out) {
        if (announced.announcement().isEmpty()) {
            out.println(announced.provider() + " announces nothing any more and takes no new placements;"
                    + " its deals go on");
            return;
        }
        Announcement says = announced.announcement().get();
        Terms terms = says.terms();
        out.println(announced.provider() + " announces, number " + says.sequence() + ", as " + says.provider());
        terms.connections().forEach(uri -> out.println("  reached at  " + uri));
        out.println("  free        " + terms.capacity() + " bytes");
        out.println("  price       " + terms.perDeal() + " a deal and "
                + terms.perKilobyteSecond().toPlainString() + " for 1000 bytes and a second");
        out.println("  deals       " + Spans.text(terms.shortest()) + " to " + Spans.text(terms.longest()));
        out.println("  shows       " + terms.leaves() + " leaves every " + Spans.text(terms.challenges()) + " at most");
        out.println("  collateral  " + terms.collateral() + " at most");
        out.println("  until       " + Spans.until(says.validUntil()));
    }
}
