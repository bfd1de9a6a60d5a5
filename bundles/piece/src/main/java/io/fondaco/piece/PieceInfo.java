package io.fondaco.piece;

import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Varint;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.internal.Nodes;
import io.fondaco.piece.internal.ZeroNodes;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What is known of a piece: its commitment, its size and how many bytes of it are payload, the rest being zeros.
 *
 * @param commitment root of the piece tree
 * @param size size of the piece
 * @param payloadBytes 0 to {@code size.unpadded()}
 */
public record PieceInfo(PieceCommitment commitment, PieceSize size, long payloadBytes) {
    private static final int MIN_HEIGHT = 2;

    /** @throws PieceException (OUT_OF_RANGE) when the payload does not fit the size */
    public PieceInfo {
        Objects.requireNonNull(commitment, "commitment");
        Objects.requireNonNull(size, "size");
        if (payloadBytes < 0 || payloadBytes > size.unpadded()) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "a payload of " + payloadBytes + " bytes does not fit a piece of " + size.unpadded()
                            + " unpadded bytes");
        }
    }

    /** A piece whose every byte counts as payload, as the chain sees it. */
    public static PieceInfo full(PieceCommitment commitment, PieceSize size) {
        return new PieceInfo(commitment, size, size.unpadded());
    }

    /** The piece of nothing but zeros, 128 bytes to 2^62 bytes padded. */
    public static PieceInfo zero(PieceSize size) {
        return full(new PieceCommitment(ZeroNodes.shared(heightOf(size))), size);
    }

    /** Height of the piece tree: log2 of the number of 32-byte leaves, 2 to 57. */
    public int height() {
        return heightOf(size);
    }

    /** Whether the size is the smallest that holds the payload. */
    public boolean isNaturalSize() {
        return PieceSize.forPayload(payloadBytes).equals(size);
    }

    /**
     * The same payload in a larger piece, zeros appended.
     *
     * @throws PieceException (OUT_OF_RANGE) when {@code larger} is smaller than this piece
     */
    public PieceInfo growTo(PieceSize larger) {
        if (larger.compareTo(size) < 0) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "piece " + commitment + " of " + size.padded() + " padded bytes cannot shrink to "
                            + larger.padded());
        }
        Nodes hasher = new Nodes();
        byte[] root = commitment.root();
        for (int h = height(); h < heightOf(larger); h++) {
            root = hasher.parent(root, ZeroNodes.shared(h));
        }
        return new PieceInfo(new PieceCommitment(root), larger, payloadBytes);
    }

    /** Piece CID version 1: fil-commitment-unsealed, the root only. */
    public Cid cidV1() {
        return commitment.toCid();
    }

    /**
     * Piece CID version 2 (FRC-0069): raw, with payload size, height and root.
     *
     * @throws PieceException (OUT_OF_RANGE) when the piece is larger than its payload needs: FRC-0069 allows less
     *     padding than payload only. Take the CID before growing, or of {@link #full} for the piece as the chain has it
     */
    public Cid cidV2() {
        if (!isNaturalSize()) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "no piece CID v2 for " + payloadBytes + " bytes of payload in a piece of " + size.padded()
                            + " padded bytes: take it at the natural size " + PieceSize.forPayload(payloadBytes));
        }
        byte[] padding = Varint.encode(size.unpadded() - payloadBytes);
        byte[] digest = new byte[padding.length + 1 + Nodes.NODE];
        System.arraycopy(padding, 0, digest, 0, padding.length);
        digest[padding.length] = (byte) height();
        System.arraycopy(commitment.root(), 0, digest, padding.length + 1, Nodes.NODE);
        return Cid.v1(Cid.RAW, new Multihash(Multihash.FR32_SHA256_TRUNC254_PADBINTREE, digest));
    }

    /** Whether {@code cid} claims to be a piece CID of version 2. */
    public static boolean isCidV2(Cid cid) {
        return cid.version() == 1
                && cid.codec() == Cid.RAW
                && cid.multihash().code() == Multihash.FR32_SHA256_TRUNC254_PADBINTREE;
    }

    /**
     * Reads a piece CID of version 2 (FRC-0069).
     *
     * @throws PieceException (MALFORMED) when it is another kind of CID or its digest is cut; (OUT_OF_RANGE) when
     *     height is not 2 to 57 or the padding is more than a payload of that height can have
     */
    public static PieceInfo fromCidV2(Cid cid) {
        if (!isCidV2(cid)) {
            throw new PieceException(
                    Reason.MALFORMED, cid + " is not a piece CID of version 2 (raw, fr32-sha256-trunc254-padbintree)");
        }
        return fromDigest(cid.multihash().digest());
    }

    /**
     * Reads the digest inside a piece multihash: varint padding, one byte height, 32 bytes root.
     *
     * @throws PieceException as {@link #fromCidV2}
     */
    public static PieceInfo fromDigest(byte[] digest) {
        ByteBuffer in = ByteBuffer.wrap(digest);
        long padding;
        try {
            padding = Varint.read(in);
        } catch (InvalidValueException e) {
            throw new PieceException(Reason.MALFORMED, "piece CID v2 digest, padding: " + e.getMessage());
        }
        if (in.remaining() != 1 + Nodes.NODE) {
            throw new PieceException(
                    Reason.MALFORMED,
                    "piece CID v2 digest: 33 bytes of height and root follow the padding, not " + in.remaining());
        }
        int height = in.get() & 0xff;
        if (height < MIN_HEIGHT || height > ZeroNodes.MAX_HEIGHT) {
            throw new PieceException(Reason.OUT_OF_RANGE, "piece CID v2 digest: height " + height + " is not 2 to 57");
        }
        PieceSize size = PieceSize.ofPadded(32L << height);
        // As much padding as payload or more would fit a smaller tree; only the smallest tree has none below it.
        long most = height == MIN_HEIGHT ? Fr32.GROUP : (size.unpadded() - 1) / 2;
        if (padding > most) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "piece CID v2 digest: padding of " + padding + " bytes is too much for height " + height);
        }
        byte[] root = new byte[Nodes.NODE];
        in.get(root);
        try {
            return new PieceInfo(new PieceCommitment(root), size, size.unpadded() - padding);
        } catch (InvalidValueException e) {
            throw new PieceException(Reason.MALFORMED, "piece CID v2 digest, root: " + e.getMessage());
        }
    }

    private static int heightOf(PieceSize size) {
        return Long.numberOfTrailingZeros(size.padded()) - 5;
    }
}
