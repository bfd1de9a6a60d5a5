package io.fondaco.crypto.internal;

import io.fondaco.crypto.AggregateScheme;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.PublicKey;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.PT;
import supranational.blst.Pairing;
import supranational.blst.SecretKey;

/**
 * BLS12-381 over blst: public keys in G1, signatures in G2, the basic scheme without pre-hash. Every point from outside
 * is checked to be in its group, and a public key at infinity is nobody's. Source: IETF draft-irtf-cfrg-bls-signature.
 */
final class BlstBls implements AggregateScheme {
    private static final String DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";
    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
    private static final byte[] INFINITY = infinity();
    private static final int WEIGHT_BITS = 128;

    private final SecureRandom random = new SecureRandom();

    /** Loads the native library, or fails with the reason. */
    BlstBls() {
        P1.generator();
    }

    @Override
    public KeyType type() {
        return KeyType.BLS;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public PrivateKey generate(SecureRandom random) {
        byte[] material = new byte[32];
        random.nextBytes(material);
        SecretKey key = new SecretKey();
        key.keygen(material);
        Arrays.fill(material, (byte) 0);
        return new PrivateKey(KeyType.BLS, key.to_lendian());
    }

    @Override
    public PublicKey publicKey(PrivateKey key) {
        return new PublicKey(KeyType.BLS, new P1(scalar(key)).compress());
    }

    @Override
    public Signature sign(PrivateKey key, byte[] message) {
        byte[] point = new P2().hash_to(message, DST).sign_with(scalar(key)).compress();
        return new Signature(Signature.Type.BLS, point);
    }

    @Override
    public boolean matches(Signature signature, Address signer, byte[] message) {
        if (signature.type() != Signature.Type.BLS || signer.protocol() != Address.Protocol.BLS) {
            return false;
        }
        Optional<P1_Affine> key = g1(signer.payload());
        Optional<P2_Affine> point = g2(signature.data());
        return key.isPresent()
                && point.isPresent()
                && point.get().core_verify(key.get(), true, message, DST) == BLST_ERROR.BLST_SUCCESS;
    }

    @Override
    public Signature aggregate(List<Signature> signatures) {
        P2 sum = new P2();
        for (int i = 0; i < signatures.size(); i++) {
            Signature signature = signatures.get(i);
            if (signature.type() != Signature.Type.BLS) {
                throw new CryptoException(Reason.MALFORMED, "signature " + i + " is not a BLS signature");
            }
            int number = i;
            sum.aggregate(g2(signature.data())
                    .orElseThrow(() -> new CryptoException(
                            Reason.MALFORMED, "signature " + number + " is not a point of the group")));
        }
        return new Signature(Signature.Type.BLS, sum.compress());
    }

    @Override
    public boolean matchesAll(List<PublicKey> keys, List<byte[]> messages, Signature aggregate) {
        if (keys.size() != messages.size()) {
            throw new CryptoException(
                    Reason.MALFORMED, keys.size() + " keys but " + messages.size() + " messages: one each is needed");
        }
        if (aggregate.type() != Signature.Type.BLS) {
            return false;
        }
        if (keys.isEmpty()) {
            return Arrays.equals(aggregate.data(), INFINITY);
        }
        Optional<P2_Affine> point = g2(aggregate.data());
        if (point.isEmpty()) {
            return false;
        }
        Set<ByteBuffer> seen = new HashSet<>();
        Pairing pairing = new Pairing(true, DST);
        P2_Affine nothing = new P2_Affine(INFINITY);
        for (int i = 0; i < keys.size(); i++) {
            Optional<P1_Affine> key =
                    keys.get(i).type() == KeyType.BLS ? g1(keys.get(i).bytes()) : Optional.empty();
            if (key.isEmpty() || !seen.add(ByteBuffer.wrap(messages.get(i)))) {
                return false;
            }
            BLST_ERROR error = pairing.aggregate(key.get(), i == 0 ? point.get() : nothing, messages.get(i));
            if (error != BLST_ERROR.BLST_SUCCESS) {
                return false;
            }
        }
        pairing.commit();
        return pairing.finalverify();
    }

    @Override
    public boolean matchesEach(Address signer, List<byte[]> messages, List<Signature> signatures) {
        if (messages.size() != signatures.size()) {
            throw new CryptoException(
                    Reason.MALFORMED,
                    messages.size() + " messages but " + signatures.size() + " signatures: one each is needed");
        }
        Optional<P1_Affine> key = signer.protocol() == Address.Protocol.BLS ? g1(signer.payload()) : Optional.empty();
        if (key.isEmpty()) {
            return false;
        }
        // e(key, sum of r H(m)) = e(generator, sum of r s) for random r: one equation for all of them.
        P2 hashes = new P2();
        P2 points = new P2();
        for (int i = 0; i < messages.size(); i++) {
            Signature signature = signatures.get(i);
            Optional<P2_Affine> point =
                    signature.type() == Signature.Type.BLS ? g2(signature.data()) : Optional.empty();
            if (point.isEmpty()) {
                return false;
            }
            BigInteger weight = new BigInteger(WEIGHT_BITS, random).setBit(0);
            hashes.add(new P2().hash_to(messages.get(i), DST).mult(weight));
            points.add(point.get().to_jacobian().mult(weight));
        }
        return messages.isEmpty()
                || PT.finalverify(
                        new PT(hashes.to_affine(), key.get()), new PT(points.to_affine(), P1_Affine.generator()));
    }

    /** A public key: on the curve, in the group and not at infinity. */
    private static Optional<P1_Affine> g1(byte[] compressed) {
        try {
            P1_Affine point = new P1_Affine(compressed);
            return point.in_group() && !point.is_inf() ? Optional.of(point) : Optional.empty();
        } catch (RuntimeException notAPoint) {
            // blst reports bad encodings with a bare RuntimeException.
            return Optional.empty();
        }
    }

    private static Optional<P2_Affine> g2(byte[] compressed) {
        try {
            P2_Affine point = new P2_Affine(compressed);
            return point.in_group() ? Optional.of(point) : Optional.empty();
        } catch (RuntimeException notAPoint) {
            return Optional.empty();
        }
    }

    private static SecretKey scalar(PrivateKey key) {
        if (key.type() != KeyType.BLS) {
            throw new CryptoException(Reason.UNSUITABLE, "a " + key + " cannot be used with BLS");
        }
        byte[] little = key.secret();
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[big.length - 1 - i];
        }
        BigInteger number = new BigInteger(1, big);
        Arrays.fill(big, (byte) 0);
        if (number.signum() == 0 || number.compareTo(ORDER) >= 0) {
            throw new CryptoException(Reason.MALFORMED, "a bls secret is zero or beyond the order of the group");
        }
        SecretKey secret = new SecretKey();
        secret.from_lendian(little);
        Arrays.fill(little, (byte) 0);
        return secret;
    }

    private static byte[] infinity() {
        byte[] point = new byte[96];
        point[0] = (byte) 0xc0;
        return point;
    }
}
