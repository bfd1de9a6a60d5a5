package io.fondaco.chain.node.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** A good signature is checked once. */
public class GoodSignaturesTest {
    private final KeyPair key = key(1);
    private final byte[] message = {1, 2, 3};
    private final Signature signature = key.sign(message);
    private final List<Address> asked = new ArrayList<>();
    private final GoodSignatures good = new GoodSignatures(2, (made, signer, over) -> {
        asked.add(signer);
        return SignatureScheme.verify(made, signer, over);
    });

    private static KeyPair key(int seed) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) seed);
        return KeyPair.of(new PrivateKey(KeyType.SECP256K1, secret));
    }

    @Test
    public void checksAGoodSignatureOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(good.verify(signature, key.address(), message)).isTrue();
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    public void takesItForThatSignerAndThatMessageOnly() {
        assertThat(good.verify(signature, key.address(), message)).isTrue();
        assertThat(good.verify(signature, key(2).address(), message)).isFalse();
        assertThat(good.verify(signature, key.address(), new byte[] {1, 2})).isFalse();
        assertThat(good.verify(key.sign(new byte[] {1, 2}), key.address(), message))
                .isFalse();
        assertThat(asked).hasSize(4);
    }

    @Test
    public void doesNotRememberBadSignatures() {
        for (int i = 0; i < 2; i++) {
            assertThat(good.verify(signature, key.address(), new byte[] {9})).isFalse();
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    public void forgetsWhatWasNotAskedForLongest() {
        byte[][] messages = {{1}, {2}, {3}};
        Signature[] signatures = new Signature[3];
        for (int i = 0; i < 3; i++) {
            signatures[i] = key.sign(messages[i]);
            good.verify(signatures[i], key.address(), messages[i]);
            good.verify(signatures[0], key.address(), messages[0]);
        }
        assertThat(asked).hasSize(3);
        good.verify(signatures[0], key.address(), messages[0]);
        assertThat(asked).hasSize(3);
        good.verify(signatures[1], key.address(), messages[1]);
        assertThat(asked).hasSize(4);
    }

    @Test
    public void takesWhatWasSignedHereUnchecked() {
        good.remember(signature, key.address(), message);
        assertThat(good.verify(signature, key.address(), message)).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    public void whatCannotBeCheckedIsNotBad() {
        GoodSignatures unable = new GoodSignatures(1, (made, signer, over) -> {
            throw new CryptoException(CryptoException.Reason.UNAVAILABLE, "no library");
        });
        assertThatThrownBy(() -> unable.verify(signature, key.address(), message))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("no library");
        assertThat(good.verify(signature, Address.id(100), message)).isFalse();
    }

    @Test
    public void keepsOneAtLeast() {
        assertThatThrownBy(() -> new GoodSignatures(0)).hasMessageContaining("keeps one at least");
    }
}
