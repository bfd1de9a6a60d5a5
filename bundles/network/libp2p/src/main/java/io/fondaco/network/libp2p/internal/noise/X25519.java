package io.fondaco.network.libp2p.internal.noise;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** A Diffie-Hellman key pair on Curve25519; public halves as 32 bytes, little-endian. Source: RFC 7748. */
final class X25519 {

    static final int BYTES = 32;

    private final PrivateKey secret;
    private final byte[] publicBytes;

    private X25519(PrivateKey secret, byte[] publicBytes) {
        this.secret = secret;
        this.publicBytes = publicBytes;
    }

    static X25519 generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            return new X25519(pair.getPrivate(), bytes(((XECPublicKey) pair.getPublic()).getU()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }

    /** A pair whose secret is known, for published test vectors. */
    static X25519 of(byte[] scalar) {
        try {
            PrivateKey secret = KeyFactory.getInstance("X25519")
                    .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
            byte[] nine = new byte[BYTES];
            nine[0] = 9;
            return new X25519(secret, agree(secret, nine));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an X25519 scalar", e);
        }
    }

    byte[] publicBytes() {
        return publicBytes.clone();
    }

    /** The shared secret. @throws NoiseException for a point of small order, with which every secret is the same */
    byte[] agree(byte[] theirs) {
        try {
            return agree(secret, theirs);
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw new NoiseException("the peer's public key is not usable: " + e.getMessage());
        }
    }

    private static byte[] agree(PrivateKey secret, byte[] theirs) throws GeneralSecurityException {
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = theirs[BYTES - 1 - i];
        }
        // RFC 7748, section 5: the top bit is not part of the coordinate.
        bigEndian[0] &= 0x7f;
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(secret);
        agreement.doPhase(
                KeyFactory.getInstance("X25519")
                        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
                true);
        return agreement.generateSecret();
    }

    private static byte[] bytes(BigInteger u) {
        byte[] bytes = new byte[BYTES];
        byte[] bigEndian = u.toByteArray();
        for (int i = 0; i < bigEndian.length && i < BYTES; i++) {
            bytes[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return bytes;
    }
}
