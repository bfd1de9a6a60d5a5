package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several items as the data of one. A bundle's item carries the tags {@link #TAGS}, and may itself be in a bundle.
 *
 * <p>Source: ANS-104. Every number has 32 bytes, the lowest first. Bundles that shall not be in memory as a whole: {@link
 * BundleWriter}, {@link BundleReader}.
 */
public final class ItemBundle {
    /** Tags of an item whose data is a bundle. */
    public static final List<Tag> TAGS =
            List.of(new Tag("Bundle-Format", "binary"), new Tag("Bundle-Version", "2.0.0"));

    private static final String WHAT = "bundle";
    static final int NUMBER = 32;

    private ItemBundle() {}

    /** The data of a bundle. */
    public static byte[] write(List<DataItem> items) {
        long length = NUMBER + 2L * NUMBER * items.size();
        for (DataItem item : items) {
            length += item.length();
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new AoException(Reason.TOO_LARGE, "a bundle held in memory has less than 2 GiB, not " + length);
        }
        byte[] bytes = new byte[(int) length];
        number(items.size(), bytes, 0);
        int entry = NUMBER;
        int at = NUMBER + 2 * NUMBER * items.size();
        for (DataItem item : items) {
            number(item.length(), bytes, entry);
            System.arraycopy(ItemId.bytes(item.id()), 0, bytes, entry + NUMBER, NUMBER);
            entry += 2 * NUMBER;
            System.arraycopy(item.toBytes(), 0, bytes, at, item.length());
            at += item.length();
        }
        return bytes;
    }

    /**
     * Reads the data of a bundle: its items, whose signatures are not checked.
     *
     * @throws AoException (MALFORMED, TOO_LARGE, UNSUPPORTED) with the offset, also when an item is not the one announced
     */
    public static List<DataItem> read(byte[] bytes) {
        long count = number(bytes, 0);
        if (count > (bytes.length - NUMBER) / (2 * NUMBER + DataItem.MIN_BYTES)) {
            throw malformed(0, count + " items in " + bytes.length + " bytes");
        }
        List<DataItem> items = new ArrayList<>();
        int at = NUMBER + 2 * NUMBER * (int) count;
        for (int i = 0; i < count; i++) {
            int entry = NUMBER + 2 * NUMBER * i;
            long length = number(bytes, entry);
            if (length > bytes.length - at) {
                throw malformed(entry, "item " + i + " of " + length + " bytes, " + (bytes.length - at) + " are left");
            }
            DataItem item;
            try {
                item = DataItem.read(bytes, at, at + (int) length);
            } catch (AoException e) {
                throw new AoException(
                        e.reason(), WHAT, at + Math.max(0, e.offset()), "item " + i + ": " + e.getMessage());
            }
            if (!Arrays.equals(ItemId.bytes(item.id()), 0, NUMBER, bytes, entry + NUMBER, entry + 2 * NUMBER)) {
                throw malformed(entry + NUMBER, "item " + i + " is " + item.id() + ", another one is announced");
            }
            items.add(item);
            at += (int) length;
        }
        if (at != bytes.length) {
            throw malformed(at, bytes.length - at + " bytes after the last item");
        }
        return List.copyOf(items);
    }

    /** Whether an item says that its data is a bundle. */
    public static boolean isBundle(DataItem item) {
        return TAGS.stream().allMatch(tag -> item.tag(tag.name()).equals(java.util.Optional.of(tag.value())));
    }

    /** Signs a bundle as an item. @param more tags beside {@link #TAGS} */
    public static DataItem sign(List<DataItem> items, List<Tag> more, Signer signer) {
        return DataItem.builder().tags(TAGS).tags(more).data(write(items)).sign(signer);
    }

    /**
     * All items of a bundle's item that are no bundles themselves, in order, however deep they lie.
     *
     * @param depth bundles within bundles that are opened
     * @throws AoException as {@link #read}; (TOO_LARGE) for deeper ones
     */
    public static List<DataItem> unpack(DataItem bundle, int depth) {
        if (depth < 1) {
            throw new AoException(Reason.TOO_LARGE, "bundle " + bundle.id() + " lies deeper than bundles are opened");
        }
        List<DataItem> all = new ArrayList<>();
        for (DataItem item : read(bundle.data())) {
            if (isBundle(item)) {
                all.addAll(unpack(item, depth - 1));
            } else {
                all.add(item);
            }
        }
        return List.copyOf(all);
    }

    static void number(long value, byte[] bytes, int at) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    static long number(byte[] bytes, int at) {
        if (bytes.length - at < NUMBER) {
            throw malformed(bytes.length, "it ends within a number");
        }
        byte[] big = new byte[NUMBER];
        for (int i = 0; i < NUMBER; i++) {
            big[i] = bytes[at + NUMBER - 1 - i];
        }
        BigInteger value = new BigInteger(1, big);
        if (value.bitLength() > 31) {
            throw malformed(at, "the number " + value + " is beyond any bundle held in memory");
        }
        return value.longValue();
    }

    static AoException malformed(long offset, String why) {
        return new AoException(Reason.MALFORMED, WHAT, offset, why);
    }
}
