package io.fondaco.gateway.local.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.Fault;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Deals as JSON objects. Field names are a promise to scripts. */
final class DealCards {

    private DealCards() {}

    /** The short form that {@code store} and {@code demo} print. */
    static Map<String, Object> brief(DealView deal) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("id", deal.id().toString());
        card.put("market", deal.market());
        card.put("provider", deal.facets().get("provider"));
        card.put("state", deal.state());
        return card;
    }

    static Map<String, Object> of(DealView deal) {
        Map<String, Object> card = brief(deal);
        card.put("party", deal.id().party());
        card.put("open", deal.open());
        card.put("ending", deal.ending().map(DealCards::word).orElse(null));
        card.put("opened", deal.opened().toString());
        card.put("since", deal.since().toString());
        card.put("deadline", text(deal.deadline()));
        card.put("version", deal.version());
        card.put("attempts", deal.attempts());
        card.put("fault", deal.fault().map(DealCards::fault).orElse(null));
        card.put("facets", new TreeMap<>(deal.facets()));
        return card;
    }

    /** @param end when the deal ends by its own terms; the deadline is when its state does */
    static Map<String, Object> of(Explanation explanation, Optional<Instant> end) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("id", explanation.id().toString());
        card.put("state", explanation.state());
        card.put("since", explanation.since().toString());
        card.put("waitingFor", explanation.waitingFor());
        card.put("deadline", text(explanation.deadline()));
        card.put("nextAction", explanation.nextAction());
        card.put("end", text(end));
        return card;
    }

    static Map<String, Object> of(DealHistory event) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("seq", event.seq());
        card.put("at", event.at().toString());
        card.put("event", event.event());
        card.put("from", event.from());
        card.put("to", event.to());
        card.put("body", event.body());
        return card;
    }

    private static Map<String, Object> fault(Fault fault) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("blame", word(fault.blame()));
        card.put("next", word(fault.next()));
        card.put("sentence", fault.sentence());
        return card;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
