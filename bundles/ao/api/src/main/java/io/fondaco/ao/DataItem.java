package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.internal.Signatures;
import io.fondaco.model.Multibase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A signed item of ANS-104: an owner's data and tags, for a target. Immutable; equal when all bytes are.
 *
 * <p>The fields lie in the bytes one after the other: signature type, signature, owner, target, anchor, tags, data.
 * Source: ANS-104; the signed payload as the network makes it, with the tags as one blob.
 */
public final class DataItem {
    /** Bytes an item has at least: ed25519, no target, no anchor, no tags, no data. */
    public static final int MIN_BYTES = 2 + 64 + 32 + 1 + 1 + 8 + 8;

    private static final String WHAT = "data item";
    private static final int HASH = 32;

    private final byte[] bytes;
    private final SignatureType type;
    private final int targetAt;
    private final int anchorAt;
    private final int tagsAt;
    private final int dataAt;
    private final List<Tag> tags;
    private final String id;
    /** The payload of one that was signed here, which costs most of the time that signing a large one takes. */
    private final Optional<byte[]> known;

    /** @param bytes not copied. @param payload of these bytes, where it is known already */
    private DataItem(byte[] bytes, Optional<byte[]> payload) {
        this.bytes = bytes;
        this.known = payload;
        if (bytes.length < MIN_BYTES) {
            throw malformed(bytes.length, "it ends after " + bytes.length + " bytes; the shortest has " + MIN_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.type = SignatureType.of(Short.toUnsignedInt(in.getShort(0)));
        int at = 2 + type.signatureLength() + type.ownerLength();
        need(at, 1, "the target");
        this.targetAt = at;
        at += present(at, "target") ? 1 + HASH : 1;
        need(at, 1, "the anchor");
        this.anchorAt = at;
        at += present(at, "anchor") ? 1 + HASH : 1;
        need(at, 16, "the numbers of the tags");
        long count = in.getLong(at);
        long length = in.getLong(at + 8);
        if (length < 0 || length > Tags.MAX_BYTES) {
            throw new AoException(
                    Reason.TOO_LARGE,
                    WHAT,
                    at + 8,
                    Long.toUnsignedString(length) + " bytes of tags, more than " + Tags.MAX_BYTES);
        }
        this.tagsAt = at + 16;
        need(tagsAt, (int) length, "the tags");
        this.dataAt = tagsAt + (int) length;
        try {
            this.tags = List.copyOf(Tags.decode(Arrays.copyOfRange(bytes, tagsAt, dataAt)));
        } catch (AoException e) {
            throw e.offset() < 0 ? e : malformed(tagsAt + e.offset(), e.getMessage());
        }
        if (tags.size() != count) {
            throw malformed(at, Long.toUnsignedString(count) + " tags are announced, " + tags.size() + " are there");
        }
        this.id = ItemId.hashing(signature());
    }

    private void need(int at, int length, String what) {
        if (bytes.length - at < length) {
            throw malformed(bytes.length, "it ends before the end of " + what);
        }
    }

    private boolean present(int at, String what) {
        if (bytes[at] != 0 && bytes[at] != 1) {
            throw malformed(at, "the byte that tells whether there is a " + what + " is " + (bytes[at] & 0xff));
        }
        if (bytes[at] == 1) {
            need(at, 1 + HASH, "the " + what);
        }
        return bytes[at] == 1;
    }

    private static AoException malformed(long offset, String why) {
        return new AoException(Reason.MALFORMED, WHAT, offset, why);
    }

    /**
     * Reads an item that fills the bytes. The signature is not checked: see {@link #verify}.
     *
     * @throws AoException (MALFORMED, TOO_LARGE, UNSUPPORTED) with the offset
     */
    public static DataItem read(byte[] bytes) {
        return new DataItem(bytes.clone(), Optional.empty());
    }

    /**
     * Reads an item that goes on to the end of a stream.
     *
     * @param limit the most bytes it may have, so that no stream fills the memory
     * @throws AoException as {@link #read(byte[])}; (TOO_LARGE) as soon as there are more bytes
     */
    public static DataItem read(InputStream in, int limit) throws IOException {
        byte[] bytes = in.readNBytes(limit);
        if (bytes.length == limit && in.read() >= 0) {
            throw new AoException(Reason.TOO_LARGE, WHAT, limit, "it has more than " + limit + " bytes");
        }
        return new DataItem(bytes, Optional.empty());
    }

    /** Reads a part of an array, as {@link #read(byte[])}. */
    static DataItem read(byte[] bytes, int from, int to) {
        return new DataItem(Arrays.copyOfRange(bytes, from, to), Optional.empty());
    }

    /** Begins a new item. */
    public static ItemBuilder builder() {
        return new ItemBuilder();
    }

    static DataItem sign(byte[] target, byte[] anchor, byte[] rawTags, int count, byte[] data, Signer signer) {
        SignatureType type = signer.type();
        byte[] owner = signer.owner();
        if (owner.length != type.ownerLength()) {
            throw new AoException(
                    Reason.MALFORMED,
                    "an owner of type " + type.label() + " has " + type.ownerLength() + " bytes, not " + owner.length);
        }
        int head = 2 + type.signatureLength() + owner.length + 2 + target.length + anchor.length + 16;
        byte[] bytes;
        try {
            bytes = new byte[Math.addExact(head + rawTags.length, data.length)];
        } catch (ArithmeticException e) {
            throw new AoException(Reason.TOO_LARGE, "an item held in memory has less than 2 GiB");
        }
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) type.code());
        out.position(2 + type.signatureLength());
        out.put(owner);
        out.put((byte) (target.length > 0 ? 1 : 0)).put(target);
        out.put((byte) (anchor.length > 0 ? 1 : 0)).put(anchor);
        out.putLong(count).putLong(rawTags.length).put(rawTags).put(data);
        // Of the bytes that the item has, so that it is theirs whatever becomes of what they were made of.
        byte[] payload = new DataItem(bytes, Optional.empty()).payload();
        byte[] signature = signer.sign(payload.clone());
        if (signature.length != type.signatureLength()) {
            throw new AoException(
                    Reason.MALFORMED,
                    "a signature of type " + type.label() + " has " + type.signatureLength() + " bytes, not "
                            + signature.length);
        }
        System.arraycopy(signature, 0, bytes, 2, signature.length);
        return new DataItem(bytes, Optional.of(payload));
    }

    /** What the signature is over: 48 bytes. */
    public byte[] payload() {
        return known.map(byte[]::clone)
                .orElseGet(() -> DeepHash.list(
                        DeepHash.blob("dataitem".getBytes(StandardCharsets.US_ASCII)),
                        DeepHash.blob("1".getBytes(StandardCharsets.US_ASCII)),
                        DeepHash.blob(Integer.toString(type.code()).getBytes(StandardCharsets.US_ASCII)),
                        DeepHash.blob(owner()),
                        optional(targetAt),
                        optional(anchorAt),
                        part(tagsAt, dataAt),
                        part(dataAt, bytes.length)));
    }

    private byte[] part(int from, int to) {
        return DeepHash.blob(bytes, from, to - from);
    }

    private byte[] optional(int at) {
        return bytes[at] == 1 ? part(at + 1, at + 1 + HASH) : part(at, at);
    }

    /** Whether its owner has signed exactly this. */
    public boolean verify() {
        return Signatures.verify(type, owner(), payload(), signature());
    }

    /** This item, when it verifies. @throws AoException (BAD_SIGNATURE) when it does not */
    public DataItem verified() {
        if (!verify()) {
            throw new AoException(
                    Reason.BAD_SIGNATURE, "item " + id + " is not signed by " + address() + ", the owner it names");
        }
        return this;
    }

    /** SHA-256 of the signature, 43 characters. */
    public String id() {
        return id;
    }

    public SignatureType type() {
        return type;
    }

    /** A copy. */
    public byte[] signature() {
        return Arrays.copyOfRange(bytes, 2, 2 + type.signatureLength());
    }

    /** The public key of who signed, a copy. */
    public byte[] owner() {
        int at = 2 + type.signatureLength();
        return Arrays.copyOfRange(bytes, at, at + type.ownerLength());
    }

    /** SHA-256 of the owner, 43 characters. */
    public String address() {
        return ItemId.hashing(owner());
    }

    /** Whom it is for, 43 characters. */
    public Optional<String> target() {
        return bytes[targetAt] == 1
                ? Optional.of(ItemId.of(Arrays.copyOfRange(bytes, targetAt + 1, targetAt + 1 + HASH)))
                : Optional.empty();
    }

    /** Its 32 bytes of the owner's choice, a copy; none when it has none. */
    public byte[] anchor() {
        return bytes[anchorAt] == 1 ? Arrays.copyOfRange(bytes, anchorAt + 1, anchorAt + 1 + HASH) : new byte[0];
    }

    /** The anchor as text: itself when it is UTF-8, otherwise base64url; {@code ""} when there is none. */
    public String anchorText() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(anchor()))
                    .toString();
        } catch (CharacterCodingException notText) {
            return Multibase.BASE64URL.encodeBare(anchor());
        }
    }

    /** In the order of the item; names may repeat. */
    public List<Tag> tags() {
        return tags;
    }

    /** The value of the first tag of that name. */
    public Optional<String> tag(String name) {
        return Tags.first(tags, name);
    }

    /** A copy. */
    public byte[] data() {
        return Arrays.copyOfRange(bytes, dataAt, bytes.length);
    }

    /** The data when it is UTF-8. */
    public Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, dataAt, bytes.length - dataAt))
                    .toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    /** Bytes of the data. */
    public int dataLength() {
        return bytes.length - dataAt;
    }

    /** Bytes of the whole item. */
    public int length() {
        return bytes.length;
    }

    /** The whole item, a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataItem that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "item " + id + " of " + address();
    }
}
