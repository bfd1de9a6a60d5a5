package io.fondaco.crypto.internal;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.model.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The format of a key file, version 1:
 *
 * <pre>
 * magic "FKEY" | version 1 | key derivation 1 = PBKDF2-HMAC-SHA256 | iterations u32 | salt 16 | key check 16
 * | nonce 12 | header sum 8 | AES-256-GCM of the secret, tag 16
 * </pre>
 *
 * The header and the key's name are authenticated with the secret, so files cannot be swapped. The header sum tells
 * accidental damage before the slow derivation; the key check tells a wrong passphrase from a damaged secret.
 */
final class SealedKey {
    static final int MIN_ITERATIONS = 600_000;
    static final int MAX_ITERATIONS = 10_000_000;
    static final int SALT = 16;

    private static final byte[] MAGIC = "FKEY".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final byte PBKDF2_HMAC_SHA256 = 1;
    private static final int CHECK = 16;
    private static final int NONCE = 12;
    private static final int SUM = 8;
    private static final int TAG = 16;
    private static final int SUMMED = 4 + 1 + 1 + 4 + SALT + CHECK + NONCE;
    private static final int HEADER = SUMMED + SUM;

    private SealedKey() {}

    /** What the store's key is derived with. */
    record Parameters(int iterations, String saltHex) {}

    /** Keys derived from the passphrase: one to encrypt, one value to recognise the passphrase by. */
    record StoreKey(SecretKeySpec encryption, byte[] check) {}

    static StoreKey derive(char[] passphrase, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, 256);
        try {
            byte[] root = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            byte[] encryption = mac(root, "fondaco key store: encryption");
            byte[] check = Arrays.copyOf(mac(root, "fondaco key store: check"), CHECK);
            Arrays.fill(root, (byte) 0);
            return new StoreKey(new SecretKeySpec(encryption, "AES"), check);
        } catch (GeneralSecurityException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "this Java runtime has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    static byte[] seal(StoreKey key, byte[] salt, int iterations, String name, byte[] secret, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        ByteBuffer file = ByteBuffer.allocate(HEADER + secret.length + TAG);
        file.put(MAGIC).put(VERSION).put(PBKDF2_HMAC_SHA256).putInt(iterations);
        file.put(salt).put(key.check()).put(nonce);
        file.put(sum(file.array()));
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, file.array(), name);
            file.put(cipher.doFinal(secret));
            return file.array();
        } catch (GeneralSecurityException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "cannot seal key " + name, e);
        }
    }

    /** Checks the header and returns its salt. */
    static byte[] salt(byte[] file, String name) {
        requireHeader(file, name);
        return Arrays.copyOfRange(file, 10, 10 + SALT);
    }

    /** Checks the header and returns its iterations. */
    static int iterations(byte[] file, String name) {
        requireHeader(file, name);
        return ByteBuffer.wrap(file).getInt(6);
    }

    static byte[] open(StoreKey key, byte[] file, String name) {
        requireHeader(file, name);
        if (!MessageDigest.isEqual(key.check(), Arrays.copyOfRange(file, 10 + SALT, 10 + SALT + CHECK))) {
            throw new CryptoException(
                    Reason.WRONG_PASSPHRASE,
                    "wrong passphrase for key " + name + ": give the one it was sealed with, in the passphrase file or "
                            + Passphrase.VARIABLE);
        }
        byte[] nonce = Arrays.copyOfRange(file, SUMMED - NONCE, SUMMED);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, file, name).doFinal(file, HEADER, file.length - HEADER);
        } catch (AEADBadTagException e) {
            throw damaged(name, "its contents are not what was sealed");
        } catch (GeneralSecurityException e) {
            throw new CryptoException(Reason.UNAVAILABLE, "cannot open key " + name, e);
        }
    }

    private static void requireHeader(byte[] file, String name) {
        if (file.length < HEADER + TAG || !Arrays.equals(file, 0, 4, MAGIC, 0, 4)) {
            throw damaged(name, "it is not a key file");
        }
        if (!MessageDigest.isEqual(sum(file), Arrays.copyOfRange(file, SUMMED, HEADER))) {
            throw damaged(name, "its header was changed");
        }
        if (file[4] != VERSION || file[5] != PBKDF2_HMAC_SHA256) {
            throw damaged(name, "version " + file[4] + " with key derivation " + file[5] + " is not known here");
        }
        int iterations = ByteBuffer.wrap(file).getInt(6);
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw damaged(name, iterations + " iterations are not " + MIN_ITERATIONS + " to " + MAX_ITERATIONS);
        }
    }

    private static Cipher cipher(int mode, StoreKey key, byte[] nonce, byte[] header, String name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.encryption(), new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(header, 0, HEADER);
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] sum(byte[] file) {
        MessageDigest sha256 = Digests.sha256();
        sha256.update(file, 0, SUMMED);
        return Arrays.copyOf(sha256.digest(), SUM);
    }

    private static byte[] mac(byte[] key, String label) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(label.getBytes(StandardCharsets.US_ASCII));
    }

    private static CryptoException damaged(String name, String how) {
        return new CryptoException(
                Reason.DAMAGED, "the file of key " + name + " is damaged: " + how + "; restore it from a backup");
    }
}
