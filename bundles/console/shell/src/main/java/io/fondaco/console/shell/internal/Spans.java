package io.fondaco.console.shell.internal;

import java.time.Duration;
import java.time.Instant;

/** Times as people read them. */
final class Spans {

    private Spans() {}

    /** How long ago, its two largest units. */
    static String since(Instant then) {
        return text(Duration.between(then, Instant.now()));
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
