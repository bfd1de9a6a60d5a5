package io.fondaco.ao.spi;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one process may use.
 *
 * @param gas steps of one evaluation: instructions, and the work of library functions weighed in instructions
 * @param memory bytes a process may hold, and may newly allocate in one evaluation, as its runtime counts them
 * @param depth calls within calls
 */
public record Limits(long gas, long memory, int depth) {
    /** What a unit grants at most unless it is told otherwise. */
    public static final Limits USUAL = new Limits(1_000_000_000L, 256L << 20, 200);

    private static final Pattern MEMORY = Pattern.compile("(\\d{1,9})-([kmg]?b)");
    private static final Map<String, Long> UNITS = Map.of("b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

    public Limits {
        if (gas <= 0 || memory <= 0 || depth <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive: gas " + gas + ", memory " + memory + ", depth " + depth);
        }
    }

    /**
     * What a module asks for, but no more than is given at most.
     *
     * @throws AoException (MALFORMED) when its tag Compute-Limit or Memory-Limit does not say what it must
     */
    public static Limits of(DataItem module, Limits most) {
        long gas = module.tag("Compute-Limit")
                .map(text -> compute(module, text))
                .map(asked -> Math.min(asked, most.gas()))
                .orElse(most.gas());
        long memory = module.tag("Memory-Limit")
                .map(text -> memory(module, text))
                .map(asked -> Math.min(asked, most.memory()))
                .orElse(most.memory());
        return new Limits(gas, memory, most.depth());
    }

    private static long compute(DataItem module, String text) {
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) == 0) {
            throw new AoException(
                    Reason.MALFORMED, "tag Compute-Limit of module " + module.id() + " is no number: " + text);
        }
        return Long.parseLong(text);
    }

    private static long memory(DataItem module, String text) {
        Matcher matcher = MEMORY.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new AoException(
                    Reason.MALFORMED,
                    "tag Memory-Limit of module " + module.id() + " is no size: " + text + "; write 512-mb, 1-gb");
        }
        return Long.parseLong(matcher.group(1)) * UNITS.get(matcher.group(2));
    }
}
