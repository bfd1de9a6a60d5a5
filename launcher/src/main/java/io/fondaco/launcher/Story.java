package io.fondaco.launcher;

import java.nio.charset.Charset;
import java.util.Locale;

/** What the demo tells: steps with a tick and the time they took, details below them. */
final class Story {

    private static final double NANOS = 1e9;
    private static final int WIDTH = 66;
    private static final int TERMINAL = 80;
    private static final int NAME = 11;
    private static final String INDENT = "    ";

    private final Say say;
    private final String tick;
    private final long begun = System.nanoTime();
    private long stepBegun = begun;

    Story(Say say) {
        this.say = say;
        this.tick = Charset.defaultCharset().newEncoder().canEncode('\u2713') ? "\u2713" : "*";
    }

    /** A step is done. */
    void step(String what) {
        String time = String.format(Locale.ROOT, "%5.1f s", since(stepBegun));
        stepBegun = System.nanoTime();
        say.story("  " + tick + " " + what + " ".repeat(Math.max(1, WIDTH - what.length())) + time);
    }

    /** Something to know of the step before; long ids stay on one line of a usual terminal. */
    void detail(String name, String value) {
        int room = TERMINAL - INDENT.length() - 1 - value.length();
        int width = Math.max(name.length(), Math.min(NAME, room));
        say.story(INDENT + name + " ".repeat(width - name.length() + 1) + value);
    }

    /** A line of its own. */
    void line(String text) {
        say.story(text.isEmpty() ? "" : INDENT + text);
    }

    /** How far the step under way is; bytes, or 0 of 0 when there is nothing to count. */
    void progress(String what, long done, long total) {
        say.progress(INDENT + what, done, total);
    }

    /** Seconds since the beginning, to a tenth. */
    double seconds() {
        return since(begun);
    }

    /** A number of bytes in the largest unit of which there is one. */
    static String bytes(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 || value == Math.rint(value)
                ? (long) value + " " + units[unit]
                : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    private static double since(long nanos) {
        return Math.round((System.nanoTime() - nanos) / NANOS * 10) / 10.0;
    }
}
