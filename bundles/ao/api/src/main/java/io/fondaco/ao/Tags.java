package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists of tags, and their bytes: an Avro array of pairs of bytes.
 *
 * <p>Written strictly after ANS-104; read as the network reads them, with as many tags as fit and empty values. Only text
 * that is not UTF-8 is refused, because two such items could show the same tags.
 */
public final class Tags {
    /** Tags of an item that is made here. */
    public static final int MAX_TAGS = 128;

    /** Bytes of a name that is made here. */
    public static final int MAX_NAME = 1024;

    /** Bytes of a value that is made here. */
    public static final int MAX_VALUE = 3072;

    /** Bytes of all tags of any item. */
    public static final int MAX_BYTES = 4096;

    private static final String WHAT = "tags";

    private Tags() {}

    /** The value of the first tag of that name. */
    public static Optional<String> first(List<Tag> tags, String name) {
        for (Tag tag : tags) {
            if (tag.name().equals(name)) {
                return Optional.of(tag.value());
            }
        }
        return Optional.empty();
    }

    /** The values of all tags of that name, in order. */
    public static List<String> all(List<Tag> tags, String name) {
        return tags.stream()
                .filter(tag -> tag.name().equals(name))
                .map(Tag::value)
                .toList();
    }

    /**
     * The bytes of tags, within all limits of the standard; no bytes at all for no tags.
     *
     * @throws AoException (TOO_LARGE, MALFORMED) naming the tag
     */
    public static byte[] encode(List<Tag> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new AoException(Reason.TOO_LARGE, "an item has at most " + MAX_TAGS + " tags, not " + tags.size());
        }
        for (int i = 0; i < tags.size(); i++) {
            check(i, "name", tags.get(i).name(), MAX_NAME);
            check(i, "value", tags.get(i).value(), MAX_VALUE);
        }
        return encodeLeniently(tags);
    }

    private static void check(int tag, String part, String text, int most) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0) {
            throw new AoException(Reason.MALFORMED, "the " + part + " of tag " + tag + " is empty");
        }
        if (length > most) {
            throw new AoException(
                    Reason.TOO_LARGE,
                    "the " + part + " of tag " + tag + " has " + length + " bytes, more than " + most);
        }
    }

    /** The bytes of tags within the one limit that the network keeps: {@link #MAX_BYTES} for all. */
    public static byte[] encodeLeniently(List<Tag> tags) {
        if (tags.isEmpty()) {
            return new byte[0];
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        zigzag(out, tags.size());
        for (Tag tag : tags) {
            put(out, tag.name());
            put(out, tag.value());
            if (out.size() >= MAX_BYTES) {
                throw new AoException(Reason.TOO_LARGE, "the tags of an item have at most " + MAX_BYTES + " bytes");
            }
        }
        out.write(0);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        zigzag(out, bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    private static void zigzag(ByteArrayOutputStream out, long value) {
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /**
     * Reads the bytes of tags. Several blocks, and blocks that tell their size, are taken.
     *
     * @throws AoException (TOO_LARGE) for more than {@link #MAX_BYTES}, (MALFORMED) with the offset for what is no such array
     */
    public static List<Tag> decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new AoException(
                    Reason.TOO_LARGE, "the tags of an item have at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        if (bytes.length == 0) {
            return List.of();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Tag> tags = new ArrayList<>();
        while (true) {
            int at = in.position();
            long count = zigzag(in);
            if (count == 0) {
                break;
            }
            long end = -1;
            if (count < 0) {
                long size = zigzag(in);
                if (size < 0 || size > in.remaining()) {
                    throw malformed(at, "a block of " + size + " bytes, " + in.remaining() + " are left");
                }
                end = in.position() + size;
                count = -count;
            }
            // A tag takes two bytes at least; the smallest negative number stays negative.
            if (count < 0 || count > in.remaining() / 2) {
                throw malformed(at, "a block of " + count + " tags in " + in.remaining() + " bytes");
            }
            for (long i = 0; i < count; i++) {
                tags.add(new Tag(text(in), text(in)));
            }
            if (end >= 0 && in.position() != end) {
                throw malformed(at, "the block ends at " + in.position() + ", not at " + end + " as it says");
            }
        }
        if (in.hasRemaining()) {
            throw malformed(in.position(), in.remaining() + " bytes after the end of the tags");
        }
        return tags;
    }

    private static String text(ByteBuffer in) {
        int at = in.position();
        long length = zigzag(in);
        if (length < 0 || length > in.remaining()) {
            throw malformed(at, "a text of " + length + " bytes, " + in.remaining() + " are left");
        }
        ByteBuffer part = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException e) {
            throw malformed(at, "a text that is not UTF-8");
        }
    }

    private static long zigzag(ByteBuffer in) {
        int at = in.position();
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw malformed(at, "the number is cut short");
            }
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw malformed(at, "the number is longer than 64 bits");
    }

    private static AoException malformed(int offset, String why) {
        return new AoException(Reason.MALFORMED, WHAT, offset, why);
    }
}
