package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.ItemId;
import io.fondaco.ao.Tag;
import io.fondaco.ao.UnitTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the clock sends a process messages, and which: each tag Cron-Interval tells a pause, and the tags Cron-Tag-* after
 * it what the messages carry. Ticks fall on whole seconds, counted from the second in which the process was spawned.
 */
final class Crons {
    private static final Pattern INTERVAL = Pattern.compile("(\\d{1,9})-([a-z]+?)s?");
    private static final String TAG = "Cron-Tag-";
    private static final Map<String, Duration> UNITS = Map.of(
            "second", Duration.ofSeconds(1),
            "minute", Duration.ofMinutes(1),
            "hour", Duration.ofHours(1),
            "day", Duration.ofDays(1),
            "week", Duration.ofDays(7),
            "month", Duration.ofDays(30),
            "year", Duration.ofDays(365),
            "block", Duration.ofMillis(UnitTime.BLOCK_MILLIS));

    private final String process;
    private final long origin;
    private final List<Cron> crons;

    private record Cron(long interval, List<Tag> tags) {}

    /**
     * A moment at which the clock sends a message.
     *
     * @param time milliseconds since 1970
     * @param cron which of the process's crons
     */
    record Tick(long time, int cron) {}

    private Crons(String process, long origin, List<Cron> crons) {
        this.process = process;
        this.origin = origin;
        this.crons = crons;
    }

    /** @throws AoException (MALFORMED) for an interval that is none */
    static Crons of(String process, List<Tag> tags, long spawned) {
        List<Cron> crons = new ArrayList<>();
        for (Tag tag : tags) {
            if (tag.name().equals("Cron-Interval")) {
                crons.add(new Cron(interval(tag.value()), new ArrayList<>()));
            } else if (tag.name().startsWith(TAG) && !crons.isEmpty()) {
                crons.get(crons.size() - 1).tags().add(new Tag(tag.name().substring(TAG.length()), tag.value()));
            }
        }
        return new Crons(process, Math.floorDiv(spawned, 1000) * 1000, crons);
    }

    private static long interval(String text) {
        Matcher matcher = INTERVAL.matcher(text);
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null || Long.parseLong(matcher.group(1)) == 0) {
            throw new AoException(
                    Reason.MALFORMED,
                    "tag Cron-Interval tells no interval: " + text + "; write 10-minutes, 1-hour, 5-blocks");
        }
        return unit.multipliedBy(Long.parseLong(matcher.group(1))).toMillis();
    }

    boolean none() {
        return crons.isEmpty();
    }

    /** The first tick after another; of several at one time, in the order of the tags. */
    Optional<Tick> after(Tick last) {
        Tick next = null;
        for (int i = 0; i < crons.size(); i++) {
            long interval = crons.get(i).interval();
            long number = Math.max(1, Math.floorDiv(last.time() - origin, interval));
            long time = origin + number * interval;
            if (time < last.time() || time == last.time() && i <= last.cron()) {
                time += interval;
            }
            if (next == null || time < next.time()) {
                next = new Tick(time, i);
            }
        }
        return Optional.ofNullable(next);
    }

    /** The last tick, or a later one, after which no more than so many are due by now. */
    Tick notMoreThan(int most, Tick last, long now) {
        long shortest = crons.stream().mapToLong(Cron::interval).min().orElse(Long.MAX_VALUE);
        long window =
                shortest / crons.size() > Long.MAX_VALUE / most ? Long.MAX_VALUE : most * (shortest / crons.size());
        return now - last.time() > window ? new Tick(now - window, crons.size()) : last;
    }

    /** The tags of a tick's message. */
    List<Tag> tags(Tick tick) {
        return crons.get(tick.cron()).tags();
    }

    /** The id of a tick's message, which nobody signs. */
    String id(Tick tick) {
        return ItemId.hashing(
                ("cron/" + process + "/" + tick.time() + "/" + tick.cron()).getBytes(StandardCharsets.US_ASCII));
    }
}
