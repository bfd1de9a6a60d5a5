package io.fondaco.replica;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;

/**
 * Seals the blocks of one replica. Each placement has one of its own, which stays with the client: who has it can make the
 * replica again, and so needs not keep it.
 */
public final class ReplicaKey {
    /** What ArFleet's own clients make. */
    public static final int STANDARD_BITS = 1024;

    private final ReplicaPublicKey open;
    private final BigInteger exponent;
    private final BigInteger p;
    private final BigInteger q;
    private final BigInteger exponentP;
    private final BigInteger exponentQ;
    private final BigInteger coefficient;

    private ReplicaKey(RSAPrivateCrtKey key) {
        open = new ReplicaPublicKey(key.getModulus(), key.getPublicExponent());
        exponent = key.getPrivateExponent();
        p = key.getPrimeP();
        q = key.getPrimeQ();
        exponentP = key.getPrimeExponentP();
        exponentQ = key.getPrimeExponentQ();
        coefficient = key.getCrtCoefficient();
        if (p.bitLength() != q.bitLength()
                || !p.multiply(q).equals(open.modulus())
                || !exponentP.equals(exponent.mod(p.subtract(BigInteger.ONE)))
                || !exponentQ.equals(exponent.mod(q.subtract(BigInteger.ONE)))
                || !coefficient.multiply(q).mod(p).equals(BigInteger.ONE)
                || !open.exponent()
                        .multiply(exponentP)
                        .mod(p.subtract(BigInteger.ONE))
                        .equals(BigInteger.ONE)
                || !open.exponent()
                        .multiply(exponentQ)
                        .mod(q.subtract(BigInteger.ONE))
                        .equals(BigInteger.ONE)) {
            throw new ReplicaException("a private key whose parts do not go together");
        }
    }

    /** A new key. Takes 20 ms to seconds. @param bits as {@link ReplicaPublicKey} has them */
    public static ReplicaKey generate(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), random);
            return new ReplicaKey((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException refused) {
            throw new ReplicaException(
                    "no RSA key of " + bits + " bits can be made here: " + refused.getMessage(), refused);
        }
    }

    /** @param numbers the modulus, both exponents, both primes, their exponents, and the coefficient, as PKCS #1 has them */
    public static ReplicaKey of(BigInteger... numbers) {
        if (numbers.length != 8) {
            throw new ReplicaException("a private key has 8 numbers, not " + numbers.length);
        }
        try {
            return new ReplicaKey((RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            numbers[0],
                            numbers[1],
                            numbers[2],
                            numbers[3],
                            numbers[4],
                            numbers[5],
                            numbers[6],
                            numbers[7])));
        } catch (GeneralSecurityException malformed) {
            throw new ReplicaException("not an RSA key: " + malformed.getMessage(), malformed);
        }
    }

    /** @throws ReplicaException when these are not a PKCS #8 of an RSA key with its primes */
    public static ReplicaKey fromBytes(byte[] pkcs8) {
        try {
            return new ReplicaKey(
                    (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException | ClassCastException malformed) {
            throw new ReplicaException("not a PKCS #8 of an RSA key: " + malformed.getMessage(), malformed);
        }
    }

    /** PKCS #8. A secret. */
    public byte[] toBytes() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            open.modulus(), open.exponent(), exponent, p, q, exponentP, exponentQ, coefficient))
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no RSA keys", missing);
        }
    }

    public ReplicaPublicKey open() {
        return open;
    }

    public BigInteger p() {
        return p;
    }

    public BigInteger q() {
        return q;
    }

    /** d mod p-1. */
    public BigInteger exponentP() {
        return exponentP;
    }

    /** d mod q-1. */
    public BigInteger exponentQ() {
        return exponentQ;
    }

    /** q^-1 mod p. */
    public BigInteger coefficient() {
        return coefficient;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReplicaKey key && Arrays.equals(key.toBytes(), toBytes());
    }

    @Override
    public int hashCode() {
        return open.hashCode();
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "ReplicaKey of " + open.modulus().bitLength() + " bits";
    }
}
