package io.fondaco.replica;

import io.fondaco.model.Digests;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Opens what its {@link ReplicaKey} sealed: whoever keeps a replica may give the data back, and cannot make the replica
 * again.
 *
 * @param modulus of 1024 to 4096 bits, a multiple of 512
 * @param exponent odd, 3 or more, below 2^32
 */
public record ReplicaPublicKey(BigInteger modulus, BigInteger exponent) {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int LEAST_BITS = 1024;
    private static final int MOST_BITS = 4096;
    private static final int STEP = 512;

    public ReplicaPublicKey {
        int bits = modulus.bitLength();
        if (bits < LEAST_BITS || bits > MOST_BITS || bits % STEP != 0 || !modulus.testBit(0)) {
            throw new ReplicaException("a modulus of " + bits + " bits: replicas take odd ones of " + LEAST_BITS
                    + " to " + MOST_BITS + " bits, in steps of " + STEP);
        }
        if (exponent.bitLength() > 32
                || exponent.signum() < 0
                || !exponent.testBit(0)
                || exponent.equals(BigInteger.ONE)) {
            throw new ReplicaException(
                    "a public exponent of " + exponent + ": it has to be odd, 3 or more, below 2^32");
        }
    }

    /** Bytes of a block. */
    public int bytes() {
        return modulus.bitLength() / 8;
    }

    /** SubjectPublicKeyInfo, DER. */
    public byte[] toBytes() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, exponent))
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no RSA keys", missing);
        }
    }

    /** @throws ReplicaException when these are not a SubjectPublicKeyInfo of an RSA key, in its only DER form */
    public static ReplicaPublicKey fromBytes(byte[] der) {
        try {
            RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            ReplicaPublicKey read = new ReplicaPublicKey(key.getModulus(), key.getPublicExponent());
            if (!java.util.Arrays.equals(read.toBytes(), der)) {
                throw new ReplicaException("a public key with bytes that its DER form does not need");
            }
            return read;
        } catch (GeneralSecurityException | ClassCastException malformed) {
            throw new ReplicaException(
                    "not a SubjectPublicKeyInfo of an RSA key: " + malformed.getMessage(), malformed);
        }
    }

    /** As ArFleet sends it: lines of 64 characters between the usual ones. */
    public String toPem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(toBytes());
        return BEGIN + "\n" + body + "\n" + END + "\n";
    }

    /** @throws ReplicaException when it is no PEM of an RSA public key */
    public static ReplicaPublicKey parsePem(String pem) {
        String text = pem.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new ReplicaException("a public key in PEM begins with " + BEGIN + " and ends with " + END);
        }
        String body = text.substring(BEGIN.length(), text.length() - END.length());
        try {
            return fromBytes(Base64.getMimeDecoder().decode(body.getBytes(StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException malformed) {
            throw new ReplicaException("a public key whose base64 is broken: " + malformed.getMessage(), malformed);
        }
    }

    /** SHA-256 over {@link #toBytes}: what deals name it by. */
    public byte[] digest() {
        return Digests.sha256(toBytes());
    }
}
