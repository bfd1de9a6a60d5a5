package io.fondaco.model;

import io.fondaco.model.internal.Blake2b;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Filecoin address, protocols 0 to 4.
 *
 * <p>Source: Filecoin specification, appendix Address; FRC-0048 for protocol 4.
 */
public final class Address implements Comparable<Address> {
    /** Longest sub-address of a delegated address, in bytes. */
    public static final int MAX_SUBADDRESS = 54;

    private static final int MIN_TEXT = 3;
    private static final int MAX_TEXT = 115;
    private static final int CHECKSUM = 4;

    /** How the payload came to be; the ordinal is the first byte of the binary form. */
    public enum Protocol {
        ID(0),
        SECP256K1(20),
        ACTOR(20),
        BLS(48),
        DELEGATED(0);

        private final int payload;

        Protocol(int payload) {
            this.payload = payload;
        }
    }

    private final byte[] bytes;

    private Address(byte[] owned) {
        this.bytes = owned;
    }

    /** The address of actor number {@code id}, 0 to 2^63-1. */
    public static Address id(long id) {
        return of(Protocol.ID, Varint.encode(id));
    }

    /** From an uncompressed public key: 65 bytes starting 04. */
    public static Address secp256k1(byte[] publicKey) {
        if (publicKey.length != 65 || publicKey[0] != 4) {
            throw invalid(0, "a secp256k1 public key is 65 bytes starting 04");
        }
        return of(Protocol.SECP256K1, hash(20, publicKey));
    }

    /** From the seed an actor was created with: cbor(origin address), nonce u64 BE, actors created so far u64 BE. */
    public static Address actor(byte[] seed) {
        return of(Protocol.ACTOR, hash(20, seed));
    }

    /** From a compressed G1 public key of 48 bytes. The point itself is not checked here. */
    public static Address bls(byte[] publicKey) {
        if (publicKey.length != 48) {
            throw invalid(0, "a BLS public key is 48 bytes, not " + publicKey.length);
        }
        return of(Protocol.BLS, publicKey);
    }

    /** @param namespace actor number of the address manager (10 for Ethereum); {@code sub} 0 to 54 bytes */
    public static Address delegated(long namespace, byte[] sub) {
        if (sub.length > MAX_SUBADDRESS) {
            throw invalid(0, "sub-address longer than " + MAX_SUBADDRESS + " bytes");
        }
        byte[] prefix = Varint.encode(namespace);
        byte[] payload = Arrays.copyOf(prefix, prefix.length + sub.length);
        System.arraycopy(sub, 0, payload, prefix.length, sub.length);
        return of(Protocol.DELEGATED, payload);
    }

    private static Address of(Protocol protocol, byte[] payload) {
        byte[] bytes = new byte[1 + payload.length];
        bytes[0] = (byte) protocol.ordinal();
        System.arraycopy(payload, 0, bytes, 1, payload.length);
        return new Address(bytes);
    }

    /** Reads the binary form, which must fill {@code bytes} exactly, or throws {@link InvalidValueException}. */
    public static Address fromBytes(byte[] bytes) {
        if (bytes.length < 2) {
            throw invalid(bytes.length, "too short");
        }
        if (bytes[0] < 0 || bytes[0] >= Protocol.values().length) {
            throw invalid(0, "unknown protocol " + (bytes[0] & 0xff));
        }
        Protocol protocol = Protocol.values()[bytes[0]];
        if (protocol.payload > 0 && bytes.length != 1 + protocol.payload) {
            throw invalid(1, "payload is " + protocol.payload + " bytes, not " + (bytes.length - 1));
        }
        if (protocol.payload == 0) {
            ByteBuffer rest = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            Varint.read(rest);
            if (rest.remaining() > (protocol == Protocol.ID ? 0 : MAX_SUBADDRESS)) {
                throw invalid(rest.position(), rest.remaining() + " bytes too many");
            }
        }
        return new Address(bytes.clone());
    }

    /** Reads text with either network letter, or throws {@link InvalidValueException}. */
    public static Address parse(String text) {
        if (text.length() < MIN_TEXT || text.length() > MAX_TEXT) {
            throw invalid(0, "length " + text.length() + " is not " + MIN_TEXT + " to " + MAX_TEXT);
        }
        if (text.charAt(0) != 'f' && text.charAt(0) != 't') {
            throw invalid(0, "network letter is f or t, not '" + text.charAt(0) + "'");
        }
        int protocol = text.charAt(1) - '0';
        if (protocol < 0 || protocol >= Protocol.values().length) {
            throw invalid(1, "unknown protocol '" + text.charAt(1) + "'");
        }
        switch (Protocol.values()[protocol]) {
            case ID:
                return id(number(text, 2, text.length()));
            case DELEGATED:
                int end = text.indexOf('f', 2);
                if (end < 0) {
                    throw invalid(text.length(), "no 'f' after the namespace");
                }
                byte[] namespace = Varint.encode(number(text, 2, end));
                return checked(protocol, namespace, text, end + 1);
            default:
                return checked(protocol, new byte[0], text, 2);
        }
    }

    private static Address checked(int protocol, byte[] prefix, String text, int from) {
        byte[] tail = Multibase.BASE32.decodeBare(text.substring(from));
        if (tail.length < CHECKSUM) {
            throw invalid(text.length(), "too short for a checksum");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(protocol);
        bytes.writeBytes(prefix);
        bytes.write(tail, 0, tail.length - CHECKSUM);
        Address address = fromBytes(bytes.toByteArray());
        if (!Arrays.equals(
                hash(CHECKSUM, address.bytes), Arrays.copyOfRange(tail, tail.length - CHECKSUM, tail.length))) {
            throw invalid(from, "checksum does not match");
        }
        return address;
    }

    private static long number(String text, int from, int to) {
        if (to - from < 1 || to - from > 19 || (text.charAt(from) == '0' && to - from > 1)) {
            throw invalid(from, "number is 1 to 19 digits without leading zeros");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw invalid(i, "'" + text.charAt(i) + "' is no digit");
            }
            value = value * 10 + digit;
        }
        if (value < 0) {
            throw invalid(from, "number is above 2^63-1");
        }
        return value;
    }

    public Protocol protocol() {
        return Protocol.values()[bytes[0]];
    }

    /** The binary form without its protocol byte. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    /** The actor number of an ID address; {@link IllegalStateException} for any other protocol. */
    public long idNumber() {
        if (protocol() != Protocol.ID) {
            throw new IllegalStateException(this + " is not an ID address");
        }
        return Varint.read(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
    }

    /** The binary form: protocol byte and payload. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Text for mainnet, starting {@code f}. */
    @Override
    public String toString() {
        return toString(Network.MAINNET);
    }

    /** Text with the given network's letter. */
    public String toString(Network network) {
        Objects.requireNonNull(network, "network");
        StringBuilder text = new StringBuilder().append(network.letter()).append(bytes[0]);
        if (protocol() == Protocol.ID) {
            return text.append(idNumber()).toString();
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        if (protocol() == Protocol.DELEGATED) {
            text.append(Varint.read(rest)).append('f');
        }
        byte[] tail = new byte[rest.remaining() + CHECKSUM];
        rest.get(tail, 0, tail.length - CHECKSUM);
        System.arraycopy(hash(CHECKSUM, bytes), 0, tail, tail.length - CHECKSUM, CHECKSUM);
        return text.append(Multibase.BASE32.encodeBare(tail)).toString();
    }

    /** Orders by the bytes of the binary form. */
    @Override
    public int compareTo(Address other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    private static byte[] hash(int length, byte[] input) {
        return Blake2b.digest(length, input, 0, input.length);
    }

    private static InvalidValueException invalid(int offset, String reason) {
        return new InvalidValueException("address", offset, reason);
    }
}
