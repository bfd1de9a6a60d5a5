package io.fondaco.chain.actors;

import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Syscalls that remember which signatures were good, the last ones asked for: what was checked when a message came in is
 * not checked again when it is applied, nor when it is applied once more on another fork. Bad signatures are not
 * remembered, so that nobody can push out good ones with them. For use by many threads, if the syscalls behind it are.
 */
public final class RememberedSignatures implements Syscalls {
    private final Syscalls behind;
    private final Map<ByteBuffer, Boolean> good;

    /** @param most signatures that are remembered, 1 or more; each takes about 150 bytes */
    public RememberedSignatures(Syscalls behind, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a memory of " + most + " signatures: it keeps one at least");
        }
        this.behind = behind;
        this.good = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public boolean verifySignature(Signature signature, Address signer, byte[] message) {
        ByteBuffer key = key(signature.toBytes(), signer.toBytes(), message);
        synchronized (good) {
            if (good.get(key) != null) {
                return true;
            }
        }
        boolean verified = behind.verifySignature(signature, signer, message);
        if (verified) {
            synchronized (good) {
                good.put(key, true);
            }
        }
        return verified;
    }

    /** The hash of all three, each with its length, so that no two questions make the same bytes. */
    private static ByteBuffer key(byte[] signature, byte[] signer, byte[] message) {
        ByteBuffer all = ByteBuffer.allocate(12 + signature.length + signer.length + message.length);
        for (byte[] part : new byte[][] {signature, signer, message}) {
            all.putInt(part.length).put(part);
        }
        return ByteBuffer.wrap(Multihash.sha256(all.array()).digest());
    }

    @Override
    public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
        return behind.randomness(use, epoch, entropy);
    }

    @Override
    public boolean verifySeal(Seal seal) {
        return behind.verifySeal(seal);
    }

    @Override
    public boolean verifyWindowPost(WindowPost post) {
        return behind.verifyWindowPost(post);
    }

    @Override
    public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
        return behind.consensusFault(first, second, witness);
    }
}
