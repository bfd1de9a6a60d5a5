package io.fondaco.market.arfleet.internal;

import io.fondaco.model.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** What the processes of this market run: their code is part of this bundle, and known by its hash. */
public enum Programs {
    /** Money. */
    TOKEN,
    /** Announcements of providers. */
    MARKETPLACE,
    /** One deal. */
    DEAL;

    /** What runs them: the format in which nobody can change a program while it runs. */
    public static final String FORMAT = "fondaco-lua-5.3";

    private final byte[] code;
    private final String hash;

    Programs() {
        String file = "/io/fondaco/market/arfleet/" + name().toLowerCase(java.util.Locale.ROOT) + ".lua";
        try (InputStream in = Programs.class.getResourceAsStream(file)) {
            code = in.readAllBytes();
            hash = hash(code);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    public byte[] code() {
        return code.clone();
    }

    /** What a program is known by. */
    static String hash(byte[] code) {
        return HexFormat.of().formatHex(Digests.sha256(code));
    }

    /** SHA-256 of the code, hexadecimal. */
    public String hash() {
        return hash;
    }
}
