package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the data of a bundle item by item: of the whole only the announcement is in memory, 64 bytes for each item. For one
 * thread.
 *
 * <p>Source: ANS-104, as {@link ItemBundle}.
 */
public final class BundleReader {
    private static final int ENTRY = 2 * ItemBundle.NUMBER;

    private final InputStream in;
    private final long limit;
    private final byte[] announced;
    private final int count;
    private int next;
    private long at;

    /**
     * Reads the announcement.
     *
     * @param limit the most bytes that are read, up to 2 GiB
     * @throws AoException (MALFORMED, TOO_LARGE) with the offset
     */
    public BundleReader(InputStream in, long limit) throws IOException {
        this.in = in;
        this.limit = limit;
        long items = ItemBundle.number(in.readNBytes(ItemBundle.NUMBER), 0);
        long least = ItemBundle.NUMBER + items * (ENTRY + DataItem.MIN_BYTES);
        if (least > limit) {
            throw tooLarge(0, items + " items");
        }
        this.count = (int) items;
        this.announced = in.readNBytes(count * ENTRY);
        this.at = ItemBundle.NUMBER + announced.length;
        if (announced.length < count * ENTRY) {
            throw ItemBundle.malformed(at, "it ends within what it announces, " + items + " items");
        }
        long all = at;
        for (int i = 0; i < count; i++) {
            all += ItemBundle.number(announced, i * ENTRY);
        }
        if (all > limit) {
            throw tooLarge(0, all + " bytes");
        }
    }

    private AoException tooLarge(long offset, String what) {
        return new AoException(
                Reason.TOO_LARGE, "bundle", offset, what + " are more than fit into " + limit + " bytes");
    }

    /** How many items there are. */
    public int count() {
        return count;
    }

    /** Bytes that were read so far. */
    public long position() {
        return at;
    }

    /**
     * The next item, whose signature is not checked; empty after the last.
     *
     * @throws AoException (MALFORMED, TOO_LARGE, UNSUPPORTED) with the offset, also when an item is not the one announced,
     *     and when bytes come after the last
     */
    public Optional<DataItem> next() throws IOException {
        if (next == count) {
            if (in.read() >= 0) {
                throw ItemBundle.malformed(at, "there is more after the last item");
            }
            return Optional.empty();
        }
        int entry = next * ENTRY;
        int length = (int) ItemBundle.number(announced, entry);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw ItemBundle.malformed(at + bytes.length, "it ends within item " + next + " of " + length + " bytes");
        }
        DataItem item;
        try {
            item = DataItem.read(bytes, 0, length);
        } catch (AoException e) {
            throw new AoException(
                    e.reason(), "bundle", at + Math.max(0, e.offset()), "item " + next + ": " + e.getMessage());
        }
        byte[] id = Arrays.copyOfRange(announced, entry + ItemBundle.NUMBER, entry + ENTRY);
        if (!Arrays.equals(ItemId.bytes(item.id()), id)) {
            throw ItemBundle.malformed(
                    at, "item " + next + " is " + item.id() + ", " + ItemId.of(id) + " is announced");
        }
        next++;
        at += length;
        return Optional.of(item);
    }
}
