package io.fondaco.ao;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes the data of a bundle item by item: what it holds is announced first, by ids and lengths. For one thread.
 *
 * <p>Source: ANS-104, as {@link ItemBundle}.
 */
public final class BundleWriter {
    private final OutputStream out;
    private final List<Part> parts;
    private int next;

    /** An item that is going to be written. @param length in bytes */
    public record Part(String id, long length) {
        public Part {
            ItemId.require("an item of a bundle", id);
            if (length < DataItem.MIN_BYTES) {
                throw new IllegalArgumentException(
                        "an item has " + DataItem.MIN_BYTES + " bytes or more, not " + length);
            }
        }

        public static Part of(DataItem item) {
            return new Part(item.id(), item.length());
        }
    }

    /** Writes the announcement of all items. @param out stays open */
    public BundleWriter(OutputStream out, List<Part> parts) throws IOException {
        this.out = out;
        this.parts = List.copyOf(parts);
        byte[] number = new byte[ItemBundle.NUMBER];
        ItemBundle.number(parts.size(), number, 0);
        out.write(number);
        for (Part part : this.parts) {
            ItemBundle.number(part.length(), number, 0);
            out.write(number);
            out.write(ItemId.bytes(part.id()));
        }
    }

    /** Bytes of a bundle of these items. */
    public static long length(List<Part> parts) {
        long length = ItemBundle.NUMBER + 2L * ItemBundle.NUMBER * parts.size();
        for (Part part : parts) {
            length = Math.addExact(length, part.length());
        }
        return length;
    }

    /** @throws IllegalStateException for another item than the one announced next */
    public void write(DataItem item) throws IOException {
        if (next == parts.size() || !parts.get(next).equals(Part.of(item))) {
            throw new IllegalStateException("item " + next + " of the bundle is to be "
                    + (next == parts.size() ? "none" : parts.get(next).toString()) + ", not " + item);
        }
        next++;
        out.write(item.toBytes());
    }

    /** Says that all is written. @throws IllegalStateException when something is missing */
    public void finish() throws IOException {
        if (next != parts.size()) {
            throw new IllegalStateException("a bundle of " + parts.size() + " items ends after " + next);
        }
        out.flush();
    }
}
