package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** A good signature is checked once. */
public class RememberedSignaturesTest {
    private final KeyPair key = World.key("a signer");
    private final byte[] message = {1, 2, 3};
    private final Signature signature = key.sign(message);
    private final List<Address> asked = new ArrayList<>();
    private final World.Calls behind = new World.Calls();
    private final Syscalls counting = new Syscalls() {
        @Override
        public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
            return behind.randomness(use, epoch, entropy);
        }

        @Override
        public boolean verifySignature(Signature signed, Address signer, byte[] over) {
            asked.add(signer);
            return behind.verifySignature(signed, signer, over);
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
    };

    @Test
    public void checksAGoodSignatureOnce() {
        Syscalls calls = new RememberedSignatures(counting, 2);
        for (int i = 0; i < 3; i++) {
            assertThat(calls.verifySignature(signature, key.address(), message)).isTrue();
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    public void takesItForThatSignerAndThatMessageOnly() {
        Syscalls calls = new RememberedSignatures(counting, 2);
        assertThat(calls.verifySignature(signature, key.address(), message)).isTrue();
        assertThat(calls.verifySignature(signature, World.key("another").address(), message))
                .isFalse();
        assertThat(calls.verifySignature(signature, key.address(), new byte[] {1, 2}))
                .isFalse();
        Signature other = key.sign(new byte[] {1, 2});
        assertThat(calls.verifySignature(other, key.address(), message)).isFalse();
        assertThat(asked).hasSize(4);
    }

    @Test
    public void doesNotRememberBadSignatures() {
        Syscalls calls = new RememberedSignatures(counting, 2);
        for (int i = 0; i < 2; i++) {
            assertThat(calls.verifySignature(signature, key.address(), new byte[] {9}))
                    .isFalse();
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    public void forgetsWhatWasNotAskedForLongest() {
        Syscalls calls = new RememberedSignatures(counting, 2);
        byte[][] messages = {{1}, {2}, {3}};
        Signature[] signatures = new Signature[3];
        for (int i = 0; i < 3; i++) {
            signatures[i] = key.sign(messages[i]);
            calls.verifySignature(signatures[i], key.address(), messages[i]);
            calls.verifySignature(signatures[0], key.address(), messages[0]);
        }
        assertThat(asked).hasSize(3);
        calls.verifySignature(signatures[0], key.address(), messages[0]);
        assertThat(asked).hasSize(3);
        calls.verifySignature(signatures[1], key.address(), messages[1]);
        assertThat(asked).hasSize(4);
    }

    @Test
    public void handsEverythingElseOn() {
        Syscalls calls = new RememberedSignatures(counting, 1);
        assertThat(calls.randomness(RandomnessTag.values()[0], Epoch.of(1), message))
                .isEqualTo(behind.randomness(RandomnessTag.values()[0], Epoch.of(1), message));
        behind.sealsHold = false;
        behind.postsHold = false;
        behind.fault = Optional.of(new Syscalls.ConsensusFault(Address.id(1000), Epoch.of(3), 1));
        assertThat(calls.verifySeal(null)).isFalse();
        assertThat(calls.verifyWindowPost(null)).isFalse();
        assertThat(calls.consensusFault(message, message, message)).isEqualTo(behind.fault);
        assertThatThrownBy(() -> new RememberedSignatures(counting, 0)).hasMessageContaining("keeps one at least");
    }
}
