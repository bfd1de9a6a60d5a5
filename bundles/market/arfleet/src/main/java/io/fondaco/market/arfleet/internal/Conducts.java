package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.arfleet.Conduct;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexRow;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How providers behaved towards clients of this house. What happens right before a crash may not be counted: it decides whom to
 * ask first, and nothing else.
 */
final class Conducts {
    private static final Logger LOG = LoggerFactory.getLogger(Conducts.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLLECTION = "arfleet-conduct";

    private final Index index;

    Conducts(Index index) {
        this.index = index;
    }

    /** @param latency milliseconds; -1 for none */
    private record Stored(long kept, long missed, long failed, long latency) {}

    Conduct of(String client, String provider) {
        Stored stored = stored(client, provider);
        return new Conduct(
                stored.kept(),
                stored.missed(),
                stored.failed(),
                stored.latency() < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(stored.latency())));
    }

    void answered(String client, String provider, long latency) {
        change(client, provider, s -> new Stored(s.kept(), s.missed(), s.failed(), latency));
    }

    void failed(String client, String provider) {
        change(client, provider, s -> new Stored(s.kept(), s.missed(), s.failed() + 1, s.latency()));
    }

    void ended(String client, String provider, long kept, long missed) {
        change(client, provider, s -> new Stored(s.kept() + kept, s.missed() + missed, s.failed(), s.latency()));
    }

    private synchronized void change(String client, String provider, UnaryOperator<Stored> how) {
        try {
            byte[] body = JSON.writeValueAsBytes(how.apply(stored(client, provider)));
            index.put(new IndexRow(COLLECTION, key(client, provider), 0, Map.of(), body))
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            LOG.warn("how provider {} behaved is not remembered: {}", provider, failure.toString());
                        }
                    });
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Stored stored(String client, String provider) {
        return index.get(COLLECTION, key(client, provider))
                .map(row -> {
                    try {
                        return JSON.readValue(row.body(), Stored.class);
                    } catch (IOException broken) {
                        throw new IllegalStateException("what is known of provider " + provider + " is broken", broken);
                    }
                })
                .orElse(new Stored(0, 0, 0, -1));
    }

    private static String key(String client, String provider) {
        return client + ":" + provider;
    }
}
