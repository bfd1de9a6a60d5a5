package io.fondaco.piece;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Golden files of this room and payloads they speak of. */
public final class Vectors {
    private Vectors() {}

    /** Lines of a golden file without comments, cut at tabs. */
    public static List<String[]> rows(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/io/fondaco/piece/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    static byte[] payload(String kind, int length) {
        byte[] bytes = new byte[length];
        if (kind.startsWith("fill:")) {
            Arrays.fill(bytes, HexFormat.of().parseHex(kind.substring(5))[0]);
        } else if (kind.startsWith("text:")) {
            return kind.substring(5).getBytes(StandardCharsets.US_ASCII);
        } else {
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) i;
            }
        }
        return bytes;
    }

    /** 127 each of 00, 01, 02, 03, then zeros. */
    static byte[] steps(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < 508; i++) {
            bytes[i] = (byte) (i / 127);
        }
        return bytes;
    }
}
