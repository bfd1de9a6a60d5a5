package io.fondaco.ao;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts a new item together. For one thread; may sign several times. */
public final class ItemBuilder {
    private static final int ANCHOR = 32;

    private byte[] target = new byte[0];
    private byte[] anchor = new byte[0];
    private byte[] data = new byte[0];
    private final List<Tag> tags = new ArrayList<>();
    private boolean lenient;

    ItemBuilder() {}

    /** Whom it is for. @throws AoException (MALFORMED) when that is no id */
    public ItemBuilder target(String id) {
        target = ItemId.bytes(id);
        return this;
    }

    /** @throws AoException (MALFORMED) when these are neither 32 bytes nor none */
    public ItemBuilder anchor(byte[] bytes) {
        if (bytes.length != ANCHOR && bytes.length != 0) {
            throw new AoException(AoException.Reason.MALFORMED, "an anchor has 32 bytes or none, not " + bytes.length);
        }
        anchor = bytes.clone();
        return this;
    }

    /** The UTF-8 bytes of a text, as {@link #anchor(byte[])}. */
    public ItemBuilder anchor(String text) {
        return anchor(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a tag after those that are there. */
    public ItemBuilder tag(String name, String value) {
        tags.add(new Tag(name, value));
        return this;
    }

    public ItemBuilder tags(List<Tag> more) {
        tags.addAll(more);
        return this;
    }

    public ItemBuilder data(byte[] bytes) {
        data = bytes.clone();
        return this;
    }

    /** The UTF-8 bytes of a text. */
    public ItemBuilder data(String text) {
        return data(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the tags that the network takes though the standard does not: empty ones, long ones, more than 128. */
    public ItemBuilder lenient() {
        lenient = true;
        return this;
    }

    /**
     * Makes the item.
     *
     * @throws AoException (TOO_LARGE, MALFORMED) for tags beyond the standard's limits
     */
    public DataItem sign(Signer signer) {
        byte[] raw = lenient ? Tags.encodeLeniently(tags) : Tags.encode(tags);
        return DataItem.sign(target, anchor, raw, tags.size(), data, signer);
    }
}
