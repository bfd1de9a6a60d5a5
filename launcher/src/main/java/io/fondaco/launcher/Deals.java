package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How deals look on a terminal. */
final class Deals {

    private static final int ID = 12;
    private static final int CID = 16;
    private static final Pattern ID_TEXT = Pattern.compile("[a-zA-Z0-9]+(@[a-z0-9-]*)?");

    private Deals() {}

    /** The end of the local part tells deals apart, but prefixes are what ids may be shortened to. */
    static String shortId(String id) {
        int at = id.lastIndexOf('@');
        return at > ID ? id.substring(0, ID) : id;
    }

    static String shortCid(String cid) {
        return cid.length() <= CID ? cid : cid.substring(0, 8) + ".." + cid.substring(cid.length() - 6);
    }

    /** A deal's id, or the beginning of one, as it was typed. */
    static String id(String typed) {
        if (!ID_TEXT.matcher(typed).matches()) {
            throw Failure.usage("'" + typed + "' is not the beginning of a deal's id; fondaco deals shows them");
        }
        return typed;
    }

    /**
     * The answer to {@code explain}, line by line.
     *
     * @param width where sentences are broken, in characters
     */
    static List<String> explained(JsonNode told, Instant now, int width) {
        List<String> lines = new ArrayList<>();
        Instant since = Instant.parse(told.path("since").asText());
        lines.add(told.path("id").asText());
        lines.add("state     " + told.path("state").asText() + ", for " + span(Duration.between(since, now))
                + " (since " + toTheSecond(since) + ")");
        lines.addAll(wrapped("          ", told.path("waitingFor").asText(), width));
        Optional<Instant> end = time(told.path("end"));
        Optional<Instant> deadline = time(told.path("deadline"));
        end.ifPresent(at -> lines.add("deal ends " + when(at, now)));
        // What comes after the deal's end is the chain's time to settle it, and says nothing about the file.
        deadline.filter(at -> end.isEmpty() || at.isBefore(end.get()))
                .ifPresent(at -> lines.add("deadline  " + when(at, now)));
        lines.addAll(wrapped("next      ", told.path("nextAction").asText(), width));
        return lines;
    }

    private static List<String> wrapped(String heading, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(heading);
        String blank = "";
        for (String word : text.split(" ")) {
            if (!blank.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(heading.length()));
                blank = "";
            }
            line.append(blank).append(word);
            blank = " ";
        }
        lines.add(line.toString());
        return lines;
    }

    /** A time the API tells, to the second. */
    static Optional<Instant> time(JsonNode text) {
        return text.isTextual() ? Optional.of(toTheSecond(Instant.parse(text.asText()))) : Optional.empty();
    }

    private static String when(Instant at, Instant now) {
        Duration left = Duration.between(now, at);
        return at + (left.isNegative() ? ", passed" : ", in " + span(left));
    }

    private static Instant toTheSecond(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The two largest units, such as {@code 3 h 12 min}. */
    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        if (seconds < 86400) {
            return seconds / 3600 + " h" + (seconds % 3600 < 60 ? "" : " " + seconds % 3600 / 60 + " min");
        }
        return seconds / 86400 + " d" + (seconds % 86400 < 3600 ? "" : " " + seconds % 86400 / 3600 + " h");
    }

    /** Rows with their columns lined up, two blanks between. */
    static List<String> table(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
