package io.fondaco.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How the command line talks. Results go to standard output, everything on the way to standard error; with JSON the last
 * line of standard output is one object. On a terminal progress is a bar that redraws itself, elsewhere plain lines.
 */
final class Say {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final int BAR = 30;
    private static final int STEP = 40;
    private static final long TENTHS = 10;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean terminal;
    private final boolean hushed;
    private String drawn = "";
    private String lastLine;

    Say(PrintStream out, PrintStream err, boolean json, boolean terminal) {
        this(out, err, json, terminal, false);
    }

    private Say(PrintStream out, PrintStream err, boolean json, boolean terminal, boolean hushed) {
        this.hushed = hushed;
        this.out = out;
        this.err = err;
        this.json = json;
        this.terminal = terminal;
    }

    /** Whether standard error is a terminal, as the script found it. */
    static boolean onTerminal() {
        return "yes".equals(System.getenv("FONDACO_TTY"));
    }

    /** Whether standard output is a terminal: there ids may be shortened, elsewhere they are whole. */
    static boolean toTerminal() {
        return "yes".equals(System.getenv("FONDACO_OUT_TTY"));
    }

    /** The same voice for a step of a longer story: bars on a terminal, but no notes and no lines. */
    Say quiet() {
        return new Say(out, err, json, terminal, true);
    }

    boolean json() {
        return json;
    }

    /** A line about what is going on. */
    void note(String line) {
        wipe();
        if (hushed) {
            return;
        }
        err.println(line);
        err.flush();
    }

    /** A line of the result for people; silent with JSON. */
    void line(String line) {
        if (!json) {
            wipe();
            out.println(line);
            out.flush();
        }
    }

    /** A line of a story for people: to standard output, or to standard error when that carries JSON. */
    void story(String line) {
        wipe();
        PrintStream to = json ? err : out;
        to.println(line);
        to.flush();
    }

    /** Progress of a step; {@code total} of 0 or less means nobody knows how much there is. */
    void progress(String step, long done, long total) {
        String share = total > 0 ? " " + Math.min(100, done * 100 / total) + "%" : "";
        if (terminal) {
            int filled = total > 0 ? (int) Math.min(BAR, done * BAR / total) : 0;
            String bar = total > 0 ? " [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]" : "";
            // A line that wraps cannot be drawn over.
            String text = (step.length() > STEP ? step.substring(0, STEP - 2) + ".." : step) + bar + share;
            err.print("\r" + text + " ".repeat(Math.max(0, drawn.length() - text.length())));
            err.flush();
            drawn = text;
            return;
        }
        if (hushed) {
            return;
        }
        // Without a terminal one line per tenth is enough for a log.
        String plain = total > 0 ? step + " " + done * TENTHS / total * TENTHS + "%" : step;
        if (!Objects.equals(plain, lastLine)) {
            err.println(plain);
            err.flush();
            lastLine = plain;
        }
    }

    /** The result, as the last line; silent without JSON. */
    void result(Object value) {
        wipe();
        if (json) {
            try {
                out.println(JSON.writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("The result has no JSON form", e);
            }
            out.flush();
        }
    }

    /** The end of a verb that failed. */
    void failure(String message, String hint) {
        failure(message, hint, nothingMore -> {});
    }

    /** @param more what else is printed for people to read, before the JSON */
    void failure(String message, String hint, Consumer<PrintStream> more) {
        wipe();
        err.println("error: " + message);
        if (hint != null && !hint.isBlank()) {
            err.println("       " + hint);
        }
        more.accept(err);
        err.flush();
        if (json) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", message);
            error.put("hint", hint);
            result(Map.of("error", error));
        }
    }

    /** Takes the bar off the terminal. */
    void wipe() {
        if (!drawn.isEmpty()) {
            err.print("\r" + " ".repeat(drawn.length()) + "\r");
            err.flush();
            drawn = "";
        }
    }
}
