package io.fondaco.model;

import java.util.Optional;

/**
 * libp2p peer identity: the multihash of a public key's protobuf form.
 *
 * <p>Source: libp2p/specs, peer-ids.
 */
public final class PeerId implements Comparable<PeerId> {
    /** Public keys up to this many bytes (protobuf form) are carried whole in the identity. */
    public static final int MAX_INLINE_KEY = 42;

    private final Multihash multihash;

    private PeerId(Multihash multihash) {
        if (multihash.code() == Multihash.IDENTITY) {
            if (multihash.digestLength() == 0 || multihash.digestLength() > MAX_INLINE_KEY) {
                throw invalid("identity digest is 1 to " + MAX_INLINE_KEY + " bytes");
            }
        } else if (multihash.code() != Multihash.SHA2_256) {
            throw invalid("multihash is identity or sha2-256, not 0x" + Long.toHexString(multihash.code()));
        }
        this.multihash = multihash;
    }

    /** @param protobuf the PublicKey message: key type and key data */
    public static PeerId fromPublicKey(byte[] protobuf) {
        if (protobuf.length == 0) {
            throw invalid("empty public key");
        }
        return new PeerId(
                protobuf.length <= MAX_INLINE_KEY
                        ? new Multihash(Multihash.IDENTITY, protobuf)
                        : Multihash.sha256(protobuf));
    }

    /** Reads the multihash bytes, or throws {@link InvalidValueException}. */
    public static PeerId fromBytes(byte[] bytes) {
        return new PeerId(Multihash.fromBytes(bytes));
    }

    /** Reads base58btc text ({@code 12D3Koo...}, {@code 16Uiu2...}, {@code Qm...}) or a CIDv1 of codec libp2p-key. */
    public static PeerId parse(String text) {
        if (text.startsWith("1") || text.startsWith("Qm")) {
            return fromBytes(Multibase.BASE58BTC.decodeBare(text));
        }
        Cid cid = Cid.parse(text);
        if (cid.codec() != Cid.LIBP2P_KEY) {
            throw invalid("CID has codec 0x" + Long.toHexString(cid.codec()) + ", not libp2p-key");
        }
        return new PeerId(cid.multihash());
    }

    /** The multihash bytes. */
    public byte[] toBytes() {
        return multihash.toBytes();
    }

    /** The CIDv1 form, codec libp2p-key. */
    public Cid toCid() {
        return Cid.v1(Cid.LIBP2P_KEY, multihash);
    }

    /** The public key's protobuf form, when the identity carries it whole. */
    public Optional<byte[]> publicKey() {
        return multihash.code() == Multihash.IDENTITY ? Optional.of(multihash.digest()) : Optional.empty();
    }

    @Override
    public int compareTo(PeerId other) {
        return multihash.compareTo(other.multihash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && multihash.equals(that.multihash);
    }

    @Override
    public int hashCode() {
        return multihash.hashCode();
    }

    /** Base58btc without prefix. */
    @Override
    public String toString() {
        return Multibase.BASE58BTC.encodeBare(toBytes());
    }

    private static InvalidValueException invalid(String reason) {
        return new InvalidValueException("peer id", 0, reason);
    }
}
