package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.internal.Jwk;
import io.fondaco.ao.internal.PrivateFile;
import io.fondaco.ao.internal.RsaPss;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;

/**
 * An Arweave wallet: an RSA key of 4096 bits, as a JSON Web Key. Does not show its secret in {@code toString}.
 *
 * <p>Source: RFC 7517 and 7518 with the members n, e, d, p, q, dp, dq, qi.
 */
public final class Wallet implements Signer {
    /** Bytes of salt in a signature unless asked otherwise. */
    public static final int SALT = 32;

    /** The longest salt, which other makes use. */
    public static final int LONGEST_SALT = RsaPss.BYTES - 32 - 2;

    private static final int BITS = RsaPss.BYTES * 8;
    private static final int MAX_FILE = 64 << 10;

    private final RSAPrivateCrtKey key;
    private final byte[] owner;
    private final int salt;

    private Wallet(RSAPrivateCrtKey key, int salt) {
        this.key = key;
        this.owner = RsaPss.bytes(key.getModulus());
        this.salt = salt;
    }

    /** A new wallet. Takes seconds. */
    public static Wallet generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4), random);
            return new Wallet((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate(), SALT);
        } catch (GeneralSecurityException e) {
            throw new AoException(Reason.UNAVAILABLE, "this Java runtime makes no RSA keys of " + BITS + " bits", e);
        }
    }

    /**
     * Reads a JSON Web Key. Members that wallets add are passed over.
     *
     * @throws AoException (MALFORMED, UNSUPPORTED) naming the member; the message holds nothing of the key
     */
    public static Wallet parse(String jwk) {
        Jwk members = Jwk.parse(jwk);
        BigInteger n = members.number("n");
        if (n.bitLength() != BITS) {
            throw new AoException(
                    Reason.UNSUPPORTED, "a wallet's modulus n has " + BITS + " bits, not " + n.bitLength());
        }
        BigInteger e = members.number("e");
        if (!e.equals(RSAKeyGenParameterSpec.F4)) {
            throw new AoException(Reason.UNSUPPORTED, "a wallet's exponent e is 65537 (AQAB)");
        }
        BigInteger p = members.number("p");
        BigInteger q = members.number("q");
        BigInteger d = members.number("d");
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger dp = members.number("dp");
        BigInteger dq = members.number("dq");
        BigInteger qi = members.number("qi");
        boolean whole = p1.signum() > 0
                && q1.signum() > 0
                && p.multiply(q).equals(n)
                && e.multiply(d).mod(p1).equals(BigInteger.ONE)
                && e.multiply(d).mod(q1).equals(BigInteger.ONE)
                && d.mod(p1).equals(dp)
                && d.mod(q1).equals(dq)
                && q.multiply(qi).mod(p).equals(BigInteger.ONE);
        if (!whole) {
            throw new AoException(Reason.MALFORMED, "the members of this JSON Web Key do not belong together");
        }
        try {
            PrivateKey key =
                    KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateCrtKeySpec(n, e, d, p, q, dp, dq, qi));
            return new Wallet((RSAPrivateCrtKey) key, SALT);
        } catch (GeneralSecurityException refused) {
            throw new AoException(Reason.MALFORMED, "this JSON Web Key is no RSA key", refused);
        }
    }

    /** Reads a key file. @throws AoException as {@link #parse}, naming the file */
    public static Wallet load(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new AoException(Reason.TOO_LARGE, file + " is larger than " + MAX_FILE + " bytes: no key file");
        }
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (AoException e) {
            throw new AoException(e.reason(), file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes a key file that its owner only may read (0600), whole or not at all.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one: a key is not written over
     */
    public void save(Path file) throws IOException {
        PrivateFile.create(file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** The key of a file, made anew when there is none. */
    public static Wallet loadOrCreate(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            generate(random).save(file);
        }
        return load(file);
    }

    /** The JSON Web Key. Shows the secret: for export only. */
    public String toJson() {
        return Jwk.of(key);
    }

    /**
     * The same wallet with another salt in its signatures.
     *
     * @param bytes 0, which makes equal signatures of equal payloads, to {@link #LONGEST_SALT}
     */
    public Wallet withSalt(int bytes) {
        if (bytes < 0 || bytes > LONGEST_SALT) {
            throw new IllegalArgumentException("a salt has 0 to " + LONGEST_SALT + " bytes, not " + bytes);
        }
        return new Wallet(key, bytes);
    }

    @Override
    public SignatureType type() {
        return SignatureType.ARWEAVE;
    }

    @Override
    public byte[] owner() {
        return owner.clone();
    }

    @Override
    public byte[] sign(byte[] payload) {
        try {
            Signature signer = Signature.getInstance("RSASSA-PSS");
            signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
            signer.initSign(key);
            signer.update(payload);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AoException(Reason.UNAVAILABLE, "this Java runtime cannot sign with RSASSA-PSS", e);
        }
    }

    @Override
    public String toString() {
        return "wallet " + address();
    }
}
