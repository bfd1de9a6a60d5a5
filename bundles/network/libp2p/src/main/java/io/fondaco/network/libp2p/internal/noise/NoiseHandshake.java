package io.fondaco.network.libp2p.internal.noise;

import io.fondaco.model.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The handshake Noise_XX_25519_ChaChaPoly_SHA256 without its transport: three messages, the first from the initiator.
 * Call {@link #write} and {@link #read} in turn. Not thread-safe.
 *
 * <p>Source: the Noise Protocol Framework, revision 34, sections 5, 7.5 and 12.
 */
final class NoiseHandshake {

    private static final byte[] NAME = "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int MAX_MESSAGE = 65535;

    private final boolean initiator;
    private final Aead aead;
    private final X25519 ours;
    private final X25519 ephemeral;
    private final MessageDigest sha256;
    private byte[] chainingKey;
    private byte[] hash;
    private CipherState cipher;
    private byte[] theirEphemeral;
    private byte[] theirStatic;
    private int step;

    /** @param prologue what both sides must agree on beforehand; libp2p has none */
    NoiseHandshake(boolean initiator, Aead aead, X25519 ours, X25519 ephemeral, byte[] prologue) {
        this.initiator = initiator;
        this.aead = aead;
        this.ours = ours;
        this.ephemeral = ephemeral;
        this.sha256 = Digests.sha256();
        this.hash = NAME.clone();
        this.chainingKey = NAME.clone();
        mixHash(prologue);
    }

    /** Whether it is this side's turn to write. */
    boolean ourTurn() {
        return step < 3 && initiator == (step % 2 == 0);
    }

    boolean done() {
        return step == 3;
    }

    /** The next message, carrying a payload: in the clear in the first message, encrypted in the others. */
    byte[] write(byte[] payload) {
        if (!ourTurn()) {
            throw new IllegalStateException("not our turn to write, step " + step);
        }
        ByteBuffer out = ByteBuffer.allocate(payload.length + 2 * X25519.BYTES + 2 * CipherState.TAG_BYTES);
        switch (step) {
            case 0 -> put(out, ephemeral.publicBytes());
            case 1 -> {
                put(out, ephemeral.publicBytes());
                mixKey(ephemeral.agree(theirEphemeral));
                sealAndHash(ours.publicBytes(), out);
                mixKey(ours.agree(theirEphemeral));
            }
            default -> {
                sealAndHash(ours.publicBytes(), out);
                mixKey(ours.agree(theirEphemeral));
            }
        }
        sealAndHash(payload, out);
        step++;
        return Arrays.copyOf(out.array(), out.position());
    }

    private void put(ByteBuffer out, byte[] publicKey) {
        out.put(publicKey);
        mixHash(publicKey);
    }

    /**
     * Takes the peer's next message.
     *
     * @return its payload
     * @throws NoiseException when it is too short, too long or not authentic
     */
    byte[] read(byte[] message) {
        if (ourTurn() || done()) {
            throw new IllegalStateException("not the peer's turn to write, step " + step);
        }
        if (message.length > MAX_MESSAGE) {
            throw new NoiseException(
                    "a handshake message has at most " + MAX_MESSAGE + " bytes, not " + message.length);
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        switch (step) {
            case 0 -> takeEphemeral(in);
            case 1 -> {
                takeEphemeral(in);
                mixKey(ephemeral.agree(theirEphemeral));
                theirStatic = openAndHash(take(in, X25519.BYTES + CipherState.TAG_BYTES, "static key"));
                mixKey(ephemeral.agree(theirStatic));
            }
            default -> {
                theirStatic = openAndHash(take(in, X25519.BYTES + CipherState.TAG_BYTES, "static key"));
                mixKey(ephemeral.agree(theirStatic));
            }
        }
        byte[] payload = openAndHash(take(in, in.remaining(), "payload"));
        step++;
        return payload;
    }

    private void takeEphemeral(ByteBuffer in) {
        theirEphemeral = take(in, X25519.BYTES, "ephemeral key");
        mixHash(theirEphemeral);
    }

    private byte[] take(ByteBuffer in, int length, String what) {
        if (in.remaining() < length) {
            throw new NoiseException(
                    "handshake message " + (step + 1) + " ends inside its " + what + ", at offset " + in.limit());
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** The peer's static key, after its message with it. */
    byte[] theirStatic() {
        return theirStatic.clone();
    }

    /** The two directions, ours to write first. Only once, when done. */
    CipherState[] split() {
        if (!done()) {
            throw new IllegalStateException("the handshake is not over");
        }
        byte[][] keys = expand(NOTHING);
        CipherState first = new CipherState(aead, keys[0]);
        CipherState second = new CipherState(aead, keys[1]);
        return initiator ? new CipherState[] {first, second} : new CipherState[] {second, first};
    }

    private void mixHash(byte[] data) {
        sha256.update(hash);
        hash = sha256.digest(data);
    }

    private void mixKey(byte[] secret) {
        byte[][] keys = expand(secret);
        chainingKey = keys[0];
        cipher = new CipherState(aead, keys[1]);
    }

    private void sealAndHash(byte[] plain, ByteBuffer out) {
        int start = out.position();
        if (cipher == null) {
            out.put(plain);
        } else {
            cipher.encrypt(hash, ByteBuffer.wrap(plain), out);
        }
        mixHash(Arrays.copyOfRange(out.array(), start, out.position()));
    }

    private byte[] openAndHash(byte[] sealed) {
        byte[] plain = sealed;
        if (cipher != null) {
            if (sealed.length < CipherState.TAG_BYTES) {
                throw new NoiseException("handshake message " + (step + 1) + " has no room for a tag");
            }
            ByteBuffer out = ByteBuffer.allocate(sealed.length);
            cipher.decrypt(hash, ByteBuffer.wrap(sealed), out);
            plain = Arrays.copyOf(out.array(), out.position());
        }
        mixHash(sealed);
        return plain;
    }

    /** HKDF with two outputs, section 4.3. */
    private byte[][] expand(byte[] input) {
        byte[] temporary = hmac(chainingKey, input);
        byte[] first = hmac(temporary, new byte[] {1});
        byte[] second = Arrays.copyOf(first, first.length + 1);
        second[first.length] = 2;
        return new byte[][] {first, hmac(temporary, second)};
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
