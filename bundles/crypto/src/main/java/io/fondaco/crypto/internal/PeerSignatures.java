package io.fondaco.crypto.internal;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.model.Digests;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The four kinds of libp2p signatures. */
public final class PeerSignatures {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final ECDomainParameters SECP256K1 = new ECDomainParameters(Secp256k1.CURVE);

    private PeerSignatures() {}

    /** @param publicKey of that seed and no other: a wrong one would give the seed away. It takes half of the time to compute */
    static byte[] ed25519Sign(byte[] seed, byte[] publicKey, byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    public static void requireKey(Kind kind, byte[] data) {
        switch (kind) {
            case ED25519 -> {
                if (data.length != 32) {
                    throw malformed(kind, "32 bytes, not " + data.length, null);
                }
            }
            case SECP256K1 -> secp256k1(data);
            case RSA -> {
                int bits = ((RSAPublicKey) pkix(kind, data)).getModulus().bitLength();
                if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                    throw malformed(kind, "a modulus of 2048 to 8192 bits, not " + bits, null);
                }
            }
            case ECDSA -> pkix(kind, data);
        }
    }

    public static boolean verify(Kind kind, byte[] data, byte[] message, byte[] signature) {
        return switch (kind) {
            case ED25519 -> verifyEd25519(data, message, signature);
            case SECP256K1 -> verifySecp256k1(data, message, signature);
            case RSA -> verifyPkix("SHA256withRSA", pkix(kind, data), message, signature);
            case ECDSA -> verifyPkix("SHA256withECDSA", pkix(kind, data), message, signature);
        };
    }

    private static boolean verifyEd25519(byte[] key, byte[] message, byte[] signature) {
        if (signature.length != 64) {
            return false;
        }
        Ed25519PublicKeyParameters point;
        try {
            point = new Ed25519PublicKeyParameters(key);
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(false, point);
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    private static boolean verifySecp256k1(byte[] key, byte[] message, byte[] signature) {
        BigInteger[] parts;
        try {
            parts = StandardDSAEncoding.INSTANCE.decode(SECP256K1.getN(), signature);
        } catch (IOException | IllegalArgumentException notDer) {
            return false;
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, secp256k1(key));
        return signer.verifySignature(Digests.sha256(message), parts[0], parts[1]);
    }

    private static boolean verifyPkix(String algorithm, PublicKey key, byte[] message, byte[] signature) {
        try {
            java.security.Signature verifier = java.security.Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException notASignature) {
            return false;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "this Java runtime cannot check " + algorithm, e);
        }
    }

    private static ECPublicKeyParameters secp256k1(byte[] data) {
        if (data.length != 33) {
            throw malformed(Kind.SECP256K1, "33 bytes, not " + data.length, null);
        }
        try {
            return new ECPublicKeyParameters(SECP256K1.getCurve().decodePoint(data), SECP256K1);
        } catch (IllegalArgumentException e) {
            throw malformed(Kind.SECP256K1, "a compressed point of the curve", e);
        }
    }

    private static PublicKey pkix(Kind kind, byte[] der) {
        try {
            return KeyFactory.getInstance(kind == Kind.RSA ? "RSA" : "EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw malformed(kind, "PKIX DER", e);
        } catch (GeneralSecurityException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "this Java runtime has no " + kind + " keys", e);
        }
    }

    private static CryptoException malformed(Kind kind, String wanted, Throwable cause) {
        return new CryptoException(Reason.MALFORMED, "a peer key of kind " + kind + " is " + wanted, cause);
    }
}
