package io.fondaco.ao;

import io.fondaco.ao.internal.Sha;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multibase;

/** The texts that name items, processes and wallets: 32 bytes as 43 characters of base64url, which may begin with - or _. */
public final class ItemId {
    /** Characters of an id. */
    public static final int LENGTH = 43;

    private static final int BYTES = 32;

    private ItemId() {}

    /** Whether a text is an id in its one canonical spelling. */
    public static boolean matches(String text) {
        if (text == null || text.length() != LENGTH) {
            return false;
        }
        try {
            Multibase.BASE64URL.decodeBare(text);
            return true;
        } catch (InvalidValueException notBase64) {
            return false;
        }
    }

    /** The text, when it is an id. @throws AoException (MALFORMED) with {@code what} in its message when it is not */
    public static String require(String what, String text) {
        if (!matches(text)) {
            throw new AoException(
                    AoException.Reason.MALFORMED,
                    what + " is not an id: 43 characters of base64url"
                            + (text == null ? "" : ", not " + text.length()));
        }
        return text;
    }

    /** @throws AoException (MALFORMED) when these are not 32 bytes */
    public static String of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new AoException(AoException.Reason.MALFORMED, "an id has 32 bytes, not " + bytes.length);
        }
        return Multibase.BASE64URL.encodeBare(bytes);
    }

    /** The id that is the SHA-256 of the parts, one after the other. */
    public static String hashing(byte[]... parts) {
        return of(Sha.sha256(parts));
    }

    /** The 32 bytes. @throws AoException (MALFORMED) when it is not an id */
    public static byte[] bytes(String id) {
        return Multibase.BASE64URL.decodeBare(require("\"" + (id == null ? "" : id) + "\"", id));
    }
}
