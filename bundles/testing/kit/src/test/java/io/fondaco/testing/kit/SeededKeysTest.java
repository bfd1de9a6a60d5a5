package io.fondaco.testing.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import org.junit.Test;

public class SeededKeysTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    private final SeededKeys keys = new SeededKeys();

    @Test
    public void makesKeysOfTheKindThatIsAskedFor() {
        for (int i = 0; i < 20; i++) {
            Address bls = keys.create(KeyType.BLS);
            Address secp = keys.create(KeyType.SECP256K1);
            assertThat(bls.protocol()).isEqualTo(Address.Protocol.BLS);
            assertThat(secp.protocol()).isEqualTo(Address.Protocol.SECP256K1);
            assertThat(SignatureScheme.verify(keys.sign(bls, MESSAGE), bls, MESSAGE))
                    .isTrue();
            assertThat(SignatureScheme.verify(keys.sign(secp, MESSAGE), secp, MESSAGE))
                    .isTrue();
        }
        assertThat(keys.list()).hasSize(40);
    }

    @Test
    public void aNodeThatStartsAgainHasTheSameOnes() {
        SeededKeys again = new SeededKeys();
        assertThat(again.wallet("alice")).isEqualTo(keys.wallet("alice"));
        assertThat(again.wallet("alice", KeyType.BLS)).isEqualTo(keys.wallet("alice", KeyType.BLS));
        assertThat(again.create(KeyType.BLS)).isEqualTo(keys.create(KeyType.BLS));
    }

    @Test
    public void aKeyThatWasDeletedIsNotMadeAgain() {
        Address first = keys.create(KeyType.BLS);
        keys.delete(first);
        assertThat(keys.create(KeyType.BLS)).isNotEqualTo(first);
    }
}
