package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.DealView;
import io.fondaco.model.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as people read them. */
final class Spans {

    private Spans() {}

    /** How long ago, its two largest units. */
    static String since(Instant then) {
        return text(Duration.between(then, Instant.now()));
    }

    /** A time to come, and how far away it is. */
    static String until(Instant then) {
        Duration left = Duration.between(Instant.now(), then);
        return then.truncatedTo(ChronoUnit.SECONDS) + (left.isNegative() ? ", passed" : ", in " + text(left));
    }

    /** When an open deal ends by its own terms, if its market shows that as the facet {@code end}, an epoch. */
    static Optional<Instant> end(DealView deal, Chain chain) {
        return Optional.ofNullable(deal.facets().get("end"))
                .filter(end -> deal.open())
                .map(end -> chain.timeOf(Epoch.of(Long.parseLong(end))));
    }

    static String text(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86400 + " d " + seconds % 86400 / 3600 + " h";
    }
}
