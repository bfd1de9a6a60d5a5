package io.fondaco.console.tool.internal;

import io.fondaco.codec.unixfs.UnixFsOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What the caller asked for, by option name. */
record Options(Map<String, String> given) {

    Path file() {
        return path("file");
    }

    Path path(String name) {
        String text = given.get(name);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return Path.of(text);
    }

    /**
     * How to cut the file. Without options: 1 MiB chunks, 1024 links, balanced, raw leaves, CIDv1. A CIDv0 names no raw
     * leaf, so raw leaves are off with it.
     */
    UnixFsOptions unixFs() {
        UnixFsOptions usual = UnixFsOptions.DEFAULT;
        int version = number("cid-version", usual.cidVersion());
        return new UnixFsOptions(
                bytes("chunk", usual.chunkSize()),
                number("width", usual.maxLinks()),
                flag("trickle") ? UnixFsOptions.Layout.TRICKLE : UnixFsOptions.Layout.BALANCED,
                version == 1 && !flag("no-raw-leaves"),
                version,
                usual.reduceSingleLeaf());
    }

    private boolean flag(String name) {
        return Boolean.parseBoolean(given.get(name));
    }

    /** A whole number that must be in range. */
    int number(String name, int usual, int least, int most) {
        int number = number(name, usual);
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "'" + name + "' must be from " + least + " to " + most + ", it was " + number);
        }
        return number;
    }

    private int number(String name, int usual) {
        String text = given.get(name);
        if (text == null) {
            return usual;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + name + "' must be a whole number, it was '" + text + "'", e);
        }
    }

    /** A number of bytes, plain or with KiB or MiB. */
    private int bytes(String name, int usual) {
        String text = given.get(name);
        if (text == null) {
            return usual;
        }
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int unit = lower.endsWith("kib") ? 1 << 10 : lower.endsWith("mib") ? 1 << 20 : 1;
        String digits =
                unit == 1 ? lower : lower.substring(0, lower.length() - 3).strip();
        try {
            return Math.multiplyExact(Integer.parseInt(digits), unit);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' must be a number of bytes such as 262144, 256KiB or 1MiB, it was '" + text + "'",
                    e);
        }
    }
}
