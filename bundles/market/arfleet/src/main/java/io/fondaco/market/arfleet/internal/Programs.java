package io.fondaco.market.arfleet.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What the processes of this market run: their code is part of this bundle, and known by its hash. */
enum Programs {
    /** Money. */
    TOKEN,
    /** Announcements of providers. */
    MARKETPLACE,
    /** One deal. */
    DEAL;

    private final byte[] code;
    private final String hash;

    Programs() {
        String file = "/io/fondaco/market/arfleet/" + name().toLowerCase(java.util.Locale.ROOT) + ".lua";
        try (InputStream in = Programs.class.getResourceAsStream(file)) {
            code = in.readAllBytes();
            hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(code));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    byte[] code() {
        return code.clone();
    }

    /** SHA-256 of the code, hexadecimal. */
    String hash() {
        return hash;
    }
}
