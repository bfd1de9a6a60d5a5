package io.fondaco.codec.cbor;

import io.fondaco.codec.DecodeException;

/** What an item is. */
public enum CborKind {
    INTEGER,
    BYTES,
    TEXT,
    LIST,
    MAP,
    LINK,
    BOOLEAN,
    NULL,
    FLOAT;

    /** The kind of an item that starts with byte {@code first}, 0 to 255; refuses what DAG-CBOR does not have. */
    static CborKind of(int first, int offset) {
        switch (first >> 5) {
            case 0, 1:
                return INTEGER;
            case 2:
                return BYTES;
            case 3:
                return TEXT;
            case 4:
                return LIST;
            case 5:
                return MAP;
            case 6:
                return LINK;
            default:
                return simple(first, offset);
        }
    }

    private static CborKind simple(int first, int offset) {
        switch (first) {
            case 0xf4, 0xf5:
                return BOOLEAN;
            case 0xf6:
                return NULL;
            case 0xfb:
                return FLOAT;
            case 0xf7:
                throw DecodeException.malformed(offset, "undefined is not part of DAG-CBOR");
            case 0xf9, 0xfa:
                throw DecodeException.malformed(offset, "floats are 64 bits wide");
            default:
                throw DecodeException.malformed(
                        offset, "simple value 0x" + Integer.toHexString(first) + " is not allowed");
        }
    }
}
