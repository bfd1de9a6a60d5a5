package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.node.internal.SignatureCheck;
import io.fondaco.chain.node.internal.store.Recent;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Multihash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks signatures and remembers which were good: what was checked when a message came in is not checked again with each
 * block that holds it. Bad ones are not remembered, so that nobody can push out good ones with them. For use by many threads.
 */
public final class GoodSignatures implements SignatureCheck {
    private final Recent<ByteBuffer, Boolean> good;
    private final SignatureCheck check;

    /** @param most signatures that are remembered, 1 or more; each takes about 150 bytes */
    public GoodSignatures(int most) {
        this(most, SignatureScheme::verify);
    }

    /** @param check for those that are not remembered */
    GoodSignatures(int most, SignatureCheck check) {
        if (most < 1) {
            throw new IllegalArgumentException("a memory of " + most + " signatures: it keeps one at least");
        }
        this.good = new Recent<>(most);
        this.check = check;
    }

    @Override
    public boolean verify(Signature signature, Address signer, byte[] message) {
        ByteBuffer key = key(signature.toBytes(), signer.toBytes(), message);
        if (good.get(key) != null) {
            return true;
        }
        boolean verified;
        try {
            verified = check.verify(signature, signer, message);
        } catch (CryptoException e) {
            if (e.reason() == CryptoException.Reason.UNAVAILABLE) {
                throw e;
            }
            verified = false;
        }
        if (verified) {
            good.put(key, true);
        }
        return verified;
    }

    /**
     * Checks several BLS signatures of one signer in one go, and remembers them if all are good.
     *
     * @return false if any is not: {@link #verify} tells which
     */
    public boolean verifyEach(Address signer, List<byte[]> messages, List<Signature> signatures) {
        List<byte[]> fresh = new ArrayList<>();
        List<Signature> unknown = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (good.get(key(signatures.get(i).toBytes(), signer.toBytes(), messages.get(i))) == null) {
                fresh.add(messages.get(i));
                unknown.add(signatures.get(i));
            }
        }
        if (!SignatureScheme.bls().matchesEach(signer, fresh, unknown)) {
            return false;
        }
        for (int i = 0; i < fresh.size(); i++) {
            remember(unknown.get(i), signer, fresh.get(i));
        }
        return true;
    }

    /** Takes in a signature that was made here. */
    public void remember(Signature signature, Address signer, byte[] message) {
        good.put(key(signature.toBytes(), signer.toBytes(), message), true);
    }

    private static ByteBuffer key(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += Integer.BYTES + part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return ByteBuffer.wrap(Multihash.sha256(all.array()).digest());
    }
}
