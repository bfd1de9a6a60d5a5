package io.fondaco.chain.node.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.memory.MemoryVaults;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

/** Messages with proofs are longer than a value of the store. */
public class LargeMessageTest {
    private static SignedMessage message(int bytes) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 5);
        PrivateKey key = new PrivateKey(KeyType.SECP256K1, secret);
        byte[] params = new byte[bytes];
        new Random(bytes).nextBytes(params);
        return SignedMessage.sign(
                new Message(
                        0,
                        Address.id(101),
                        KeyPair.of(key).address(),
                        3,
                        TokenAmount.ZERO,
                        1_000_000,
                        TokenAmount.ZERO,
                        TokenAmount.ZERO,
                        5,
                        params),
                key);
    }

    @Test
    public void areKeptWholeAndForgottenWhole() {
        Vault vault = new MemoryVaults().open("chain");
        for (int bytes : new int[] {10, 65_300, 65_536, 131_072, 310_000}) {
            SignedMessage large = message(bytes);
            Outbox.Entry entry = new Outbox.Entry(large, "post " + bytes);
            new VaultOutbox(vault).keep(entry);
            assertThat(new VaultOutbox(vault).find(large.cid())).contains(entry);
            assertThat(new VaultOutbox(vault).open()).containsExactly(entry);
            new VaultOutbox(vault).withdraw(large.cid());
            assertThat(new VaultOutbox(vault).find(large.cid())).isEmpty();
            assertThat(vault.names(NameRange.prefix("out/b/"), 10))
                    .as("%d bytes", bytes)
                    .isEmpty();
        }
    }
}
