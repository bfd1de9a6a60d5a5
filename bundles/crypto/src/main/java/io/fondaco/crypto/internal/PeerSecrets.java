package io.fondaco.crypto.internal;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.PeerPublicKey.Kind;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** The secret halves of the four kinds of libp2p keys. */
public final class PeerSecrets {
    private static final int RSA_BITS = 2048;
    private static final ASN1ObjectIdentifier RSA = new ASN1ObjectIdentifier("1.2.840.113549.1.1.1");
    private static final ASN1ObjectIdentifier EC = new ASN1ObjectIdentifier("1.2.840.10045.2.1");
    private static final ASN1ObjectIdentifier P256 = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");
    private static final ECDomainParameters SECP256K1 = new ECDomainParameters(Secp256k1.CURVE);

    private PeerSecrets() {}

    public static byte[] generate(Kind kind, SecureRandom random) {
        try {
            switch (kind) {
                case ED25519 -> {
                    byte[] seed = new byte[32];
                    random.nextBytes(seed);
                    return seed;
                }
                case SECP256K1 -> {
                    byte[] scalar = new byte[32];
                    do {
                        random.nextBytes(scalar);
                    } while (!inRange(new BigInteger(1, scalar)));
                    return scalar;
                }
                case RSA -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(RSA_BITS, random);
                    return inner(generator.generateKeyPair().getPrivate());
                }
                default -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
                    java.security.KeyPair pair = generator.generateKeyPair();
                    ECPrivateKey bare = ECPrivateKey.getInstance(
                            PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                                    .parsePrivateKey());
                    // With the public key beside it, as libp2p's other makes have it: the JDK cannot compute it.
                    return new ECPrivateKey(
                                    256,
                                    bare.getKey(),
                                    SubjectPublicKeyInfo.getInstance(
                                                    pair.getPublic().getEncoded())
                                            .getPublicKeyData(),
                                    P256)
                            .getEncoded("DER");
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "this Java runtime makes no " + kind + " keys", e);
        }
    }

    private static byte[] inner(PrivateKey key) throws IOException {
        return PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded("DER");
    }

    private static boolean inRange(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(SECP256K1.getN()) < 0;
    }

    /** The public half, in the form {@link io.fondaco.crypto.PeerPublicKey} carries. */
    public static byte[] publicKey(Kind kind, byte[] secret) {
        try {
            return switch (kind) {
                case ED25519 ->
                    new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded();
                case SECP256K1 ->
                    SECP256K1
                            .getG()
                            .multiply(secp256k1(secret).getD())
                            .normalize()
                            .getEncoded(true);
                case RSA -> {
                    RSAPrivateKey key = RSAPrivateKey.getInstance(secret);
                    yield KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                            .getEncoded();
                }
                case ECDSA -> {
                    ECPrivateKey key = ECPrivateKey.getInstance(secret);
                    if (key.getPublicKey() == null) {
                        throw new IllegalArgumentException("an ECDSA key without its public half");
                    }
                    yield new SubjectPublicKeyInfo(
                                    new AlgorithmIdentifier(EC, P256),
                                    key.getPublicKey().getBytes())
                            .getEncoded("DER");
                }
            };
        } catch (IllegalArgumentException | IllegalStateException | GeneralSecurityException | IOException e) {
            throw new CryptoException(Reason.MALFORMED, "peer private key of kind " + kind + ": " + e.getMessage(), e);
        }
    }

    /** @param publicKey as {@link #publicKey} computes it of that secret */
    public static byte[] sign(Kind kind, byte[] secret, byte[] publicKey, byte[] message) {
        try {
            return switch (kind) {
                case ED25519 -> PeerSignatures.ed25519Sign(secret, publicKey, message);
                case SECP256K1 -> signSecp256k1(secret, message);
                case RSA ->
                    sign("SHA256withRSA", "RSA", new AlgorithmIdentifier(RSA, DERNull.INSTANCE), secret, message);
                case ECDSA -> sign("SHA256withECDSA", "EC", new AlgorithmIdentifier(EC, P256), secret, message);
            };
        } catch (GeneralSecurityException | IOException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "this Java runtime cannot sign with " + kind + " keys", e);
        }
    }

    private static byte[] sign(
            String algorithm, String family, AlgorithmIdentifier identifier, byte[] secret, byte[] message)
            throws GeneralSecurityException, IOException {
        PrivateKeyInfo info = new PrivateKeyInfo(
                identifier,
                family.equals("RSA") ? RSAPrivateKey.getInstance(secret) : ECPrivateKey.getInstance(secret));
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(
                KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded("DER"))));
        signer.update(message);
        return signer.sign();
    }

    private static ECPrivateKeyParameters secp256k1(byte[] scalar) {
        BigInteger d = new BigInteger(1, scalar);
        if (scalar.length != 32 || !inRange(d)) {
            throw new IllegalArgumentException("32 bytes between 1 and the group's order, less one");
        }
        return new ECPrivateKeyParameters(d, SECP256K1);
    }

    /** With the nonce of RFC 6979 and the smaller s, which strict verifiers demand. */
    private static byte[] signSecp256k1(byte[] scalar, byte[] message) throws IOException {
        SHA256Digest sha256 = new SHA256Digest();
        sha256.update(message, 0, message.length);
        byte[] hash = new byte[32];
        sha256.doFinal(hash, 0);
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, secp256k1(scalar));
        BigInteger[] parts = signer.generateSignature(hash);
        BigInteger n = SECP256K1.getN();
        BigInteger s = parts[1].compareTo(n.shiftRight(1)) > 0 ? n.subtract(parts[1]) : parts[1];
        return StandardDSAEncoding.INSTANCE.encode(n, parts[0], s);
    }
}
