package io.fondaco.codec.cbor;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The links of a DAG-CBOR block, found without reading anything else of it: CBOR lays items out one after the other, so that
 * nesting does not matter. Whether the block is in canonical form is for others to say.
 */
public final class CborLinks {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int TAG = 6;
    private static final int LINK = 42;

    private CborLinks() {}

    /** Shows each link, in the order in which they stand. @throws DecodeException if the bytes are cut off or a link is none */
    public static void each(byte[] block, Consumer<Cid> links) {
        int at = 0;
        boolean link = false;
        while (at < block.length) {
            int major = (block[at] & 0xff) >>> 5;
            int minor = block[at] & 0x1f;
            int width = minor < 24 ? 0 : minor <= 27 ? 1 << minor - 24 : -1;
            if (width < 0 || block.length - at - 1 < width) {
                throw DecodeException.malformed(at, "an item whose head is cut off or of indefinite length");
            }
            long argument = width == 0 ? minor : 0;
            for (int i = 1; i <= width; i++) {
                argument = argument << 8 | block[at + i] & 0xff;
            }
            int begin = at + 1 + width;
            if (link) {
                int length = major == BYTES && argument > 0 && argument <= block.length - begin ? (int) argument : 0;
                if (length == 0 || block[begin] != 0) {
                    throw DecodeException.malformed(at, "a link that is no CID");
                }
                links.accept(cid(block, begin + 1, begin + length));
            }
            link = major == TAG && argument == LINK;
            if (major == BYTES || major == TEXT) {
                if (argument < 0 || argument > block.length - begin) {
                    throw DecodeException.malformed(at, "a string that is cut off");
                }
                begin += (int) argument;
            }
            at = begin;
        }
        if (link) {
            throw DecodeException.malformed(at, "a link that is cut off");
        }
    }

    private static Cid cid(byte[] block, int from, int to) {
        try {
            return Cid.fromBytes(Arrays.copyOfRange(block, from, to));
        } catch (InvalidValueException malformed) {
            throw DecodeException.malformed(from, "a link that is no CID: " + malformed.getMessage());
        }
    }
}
