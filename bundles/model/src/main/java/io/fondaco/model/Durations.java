package io.fondaco.model;

import java.time.Duration;
import java.util.StringJoiner;

/** Durations as people read them. */
public final class Durations {

    private Durations() {}

    /** A duration to the millisecond, such as {@code 1 d 2 h 30 min}; what is less than that is left out. */
    public static String text(Duration duration) {
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        StringJoiner text = new StringJoiner(" ").setEmptyValue("0 s");
        part(text, duration.toDays(), "d");
        part(text, duration.toHoursPart(), "h");
        part(text, duration.toMinutesPart(), "min");
        part(text, duration.toSecondsPart(), "s");
        part(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void part(StringJoiner text, long count, String unit) {
        if (count != 0) {
            text.add(count + " " + unit);
        }
    }
}
