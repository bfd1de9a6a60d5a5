package io.fondaco.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How deals look on a terminal. */
final class Deals {

    private static final int ID = 12;
    private static final int CID = 16;

    private Deals() {}

    /** The end of the local part tells deals apart, but prefixes are what ids may be shortened to. */
    static String shortId(String id) {
        int at = id.lastIndexOf('@');
        return at > ID ? id.substring(0, ID) : id;
    }

    static String shortCid(String cid) {
        return cid.length() <= CID ? cid : cid.substring(0, 8) + ".." + cid.substring(cid.length() - 6);
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
