package io.fondaco.crypto.internal;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.PublicKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Multihash;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * ECDSA over secp256k1 as Filecoin uses it: blake2b-256 of the message, nonces after RFC 6979, low s, and 65 bytes
 * r, s, v from which the public key is recovered. A signature with high s is not taken: accepting both would give one
 * signed deal two identities.
 */
final class Secp256k1 implements SignatureScheme {
    static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger N = CURVE.getN();
    private static final BigInteger HALF_N = N.shiftRight(1);

    @Override
    public KeyType type() {
        return KeyType.SECP256K1;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public PrivateKey generate(SecureRandom random) {
        BigInteger d;
        do {
            d = new BigInteger(256, random);
        } while (d.signum() == 0 || d.compareTo(N) >= 0);
        return new PrivateKey(KeyType.SECP256K1, BigIntegers.asUnsignedByteArray(32, d));
    }

    @Override
    public PublicKey publicKey(PrivateKey key) {
        ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar(key));
        return new PublicKey(KeyType.SECP256K1, point.getEncoded(false));
    }

    @Override
    public Signature sign(PrivateKey key, byte[] message) {
        return new Signature(Signature.Type.SECP256K1, signDigest(key, digest(message)));
    }

    static byte[] signDigest(PrivateKey key, byte[] digest) {
        BigInteger d = scalar(key);
        BigInteger e = new BigInteger(1, digest);
        HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
        nonces.init(N, d, digest);
        while (true) {
            BigInteger k = nonces.nextK();
            ECPoint point =
                    new FixedPointCombMultiplier().multiply(CURVE.getG(), k).normalize();
            BigInteger r = point.getAffineXCoord().toBigInteger();
            BigInteger s = BigIntegers.modOddInverse(N, k)
                    .multiply(e.add(d.multiply(r)))
                    .mod(N);
            // An x beyond n would need v of 2 or 3, which Filecoin does not know; as rare as guessing the key.
            if (r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0) {
                continue;
            }
            int v = point.getAffineYCoord().testBitZero() ? 1 : 0;
            if (s.compareTo(HALF_N) > 0) {
                s = N.subtract(s);
                v ^= 1;
            }
            byte[] data = new byte[65];
            BigIntegers.asUnsignedByteArray(r, data, 0, 32);
            BigIntegers.asUnsignedByteArray(s, data, 32, 32);
            data[64] = (byte) v;
            return data;
        }
    }

    @Override
    public boolean matches(Signature signature, Address signer, byte[] message) {
        if (signature.type() != Signature.Type.SECP256K1) {
            return false;
        }
        return recover(signature.data(), digest(message))
                .map(point -> Address.secp256k1(point.getEncoded(false)).equals(signer))
                .orElse(false);
    }

    static Optional<ECPoint> recover(byte[] data, byte[] digest) {
        BigInteger r = new BigInteger(1, Arrays.copyOf(data, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(data, 32, 64));
        int v = data[64];
        if (v < 0 || v > 1 || r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0 || s.compareTo(HALF_N) > 0) {
            return Optional.empty();
        }
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (2 + v);
        System.arraycopy(data, 0, compressed, 1, 32);
        ECPoint point;
        try {
            point = CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException notOnCurve) {
            return Optional.empty();
        }
        BigInteger inverse = BigIntegers.modOddInverseVar(N, r);
        BigInteger e = new BigInteger(1, digest);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                CURVE.getG(),
                inverse.multiply(N.subtract(e.mod(N))).mod(N),
                point,
                inverse.multiply(s).mod(N));
        return key.isInfinity() ? Optional.empty() : Optional.of(key);
    }

    private static BigInteger scalar(PrivateKey key) {
        if (key.type() != KeyType.SECP256K1) {
            throw new CryptoException(Reason.UNSUITABLE, "a " + key + " cannot be used with secp256k1");
        }
        BigInteger d = new BigInteger(1, key.secret());
        if (d.signum() == 0 || d.compareTo(N) >= 0) {
            throw new CryptoException(Reason.MALFORMED, "a secp256k1 secret is zero or beyond the order of the group");
        }
        return d;
    }

    private static byte[] digest(byte[] message) {
        return Multihash.blake2b256(message).digest();
    }
}
