package io.fondaco.network.libp2p.internal.noise;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.pb.ProtoReader;
import io.fondaco.codec.pb.ProtoWriter;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.PeerPublicKey;
import io.fondaco.network.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a libp2p peer says of itself inside the handshake: its identity key, the proof that the Noise key is its own, and
 * the multiplexers it offers.
 *
 * <p>Source: libp2p/specs, noise.
 */
record NoisePayload(byte[] identityKey, byte[] signature, List<String> muxers) {

    private static final byte[] PREFIX = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_MUXERS = 16;

    static NoisePayload of(Identity identity, X25519 noiseKey, List<String> muxers) {
        return new NoisePayload(identity.publicKey(), identity.sign(signed(noiseKey.publicBytes())), muxers);
    }

    private static byte[] signed(byte[] noiseKey) {
        byte[] text = Arrays.copyOf(PREFIX, PREFIX.length + noiseKey.length);
        System.arraycopy(noiseKey, 0, text, PREFIX.length, noiseKey.length);
        return text;
    }

    byte[] toBytes() {
        ProtoWriter out = new ProtoWriter(256);
        out.writeBytesField(1, identityKey);
        out.writeBytesField(2, signature);
        ProtoWriter extensions = new ProtoWriter(64);
        muxers.forEach(muxer -> extensions.writeBytesField(2, muxer.getBytes(StandardCharsets.UTF_8)));
        out.writeBytesField(4, extensions.toBytes());
        return out.toBytes();
    }

    /** @throws NoiseException when it is malformed */
    static NoisePayload fromBytes(byte[] bytes) {
        byte[] key = {};
        byte[] signature = {};
        List<String> muxers = new ArrayList<>();
        try {
            ProtoReader in = new ProtoReader(bytes, 0, bytes.length);
            while (in.hasMore()) {
                switch (in.readField()) {
                    case 1 -> key = bytes(in);
                    case 2 -> signature = bytes(in);
                    case 4 -> {
                        in.expect(ProtoReader.BYTES);
                        readExtensions(in.readMessage(), muxers);
                    }
                    default -> in.skip();
                }
            }
        } catch (DecodeException e) {
            throw new NoiseException("the handshake's payload is malformed: " + e.getMessage());
        }
        return new NoisePayload(key, signature, List.copyOf(muxers));
    }

    private static void readExtensions(ProtoReader in, List<String> muxers) {
        while (in.hasMore()) {
            if (in.readField() == 2 && muxers.size() < MAX_MUXERS) {
                in.expect(ProtoReader.BYTES);
                muxers.add(in.readText());
            } else {
                in.skip();
            }
        }
    }

    private static byte[] bytes(ProtoReader in) {
        in.expect(ProtoReader.BYTES);
        return in.readBytes();
    }

    /** The peer's key. @throws NoiseException when it has not signed the Noise key it used */
    PeerPublicKey verified(byte[] noiseKey) {
        PeerPublicKey key;
        try {
            key = PeerPublicKey.fromBytes(identityKey);
        } catch (CryptoException e) {
            throw new NoiseException("the peer's identity key is malformed: " + e.getMessage());
        }
        if (!key.verify(signed(noiseKey), signature)) {
            throw new NoiseException("forged identity: " + key.peerId() + " has not signed this session's key");
        }
        return key;
    }
}
