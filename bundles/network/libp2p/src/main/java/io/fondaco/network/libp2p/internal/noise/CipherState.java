package io.fondaco.network.libp2p.internal.noise;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of a Noise session: ChaCha20-Poly1305 with a counter for a nonce. Not thread-safe.
 *
 * <p>Source: the Noise Protocol Framework, revision 34, section 5.1 and 12.3.
 */
final class CipherState {

    /** Bytes an encrypted message is longer than its plaintext. */
    static final int TAG_BYTES = 16;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] nonce = new byte[12];
    private long counter;

    CipherState(Aead aead, byte[] key) {
        try {
            this.cipher = aead.cipher();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no ChaCha20-Poly1305 from " + aead, e);
        }
        this.key = new SecretKeySpec(key, "ChaCha20");
    }

    /** Encrypts all of {@code plain} into {@code out}. @throws NoiseException when the counter is used up */
    void encrypt(byte[] associated, ByteBuffer plain, ByteBuffer out) {
        try {
            run(Cipher.ENCRYPT_MODE, associated, plain, out);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption failed", e);
        }
    }

    /** Decrypts all of {@code sealed} into {@code out}. @throws NoiseException when the tag does not match */
    void decrypt(byte[] associated, ByteBuffer sealed, ByteBuffer out) {
        try {
            run(Cipher.DECRYPT_MODE, associated, sealed, out);
        } catch (AEADBadTagException e) {
            throw new NoiseException("message " + (counter - 1) + " was forged or damaged: its tag does not match");
        } catch (GeneralSecurityException e) {
            throw new NoiseException("message " + (counter - 1) + " cannot be decrypted: " + e.getMessage());
        }
    }

    private void run(int mode, byte[] associated, ByteBuffer in, ByteBuffer out) throws GeneralSecurityException {
        if (counter == -1) {
            throw new NoiseException("2^64-1 messages under one key are the limit");
        }
        long n = counter++;
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] = (byte) (n >>> (8 * i));
        }
        cipher.init(mode, key, new IvParameterSpec(nonce));
        if (associated.length > 0) {
            cipher.updateAAD(associated);
        }
        cipher.doFinal(in, out);
    }
}
