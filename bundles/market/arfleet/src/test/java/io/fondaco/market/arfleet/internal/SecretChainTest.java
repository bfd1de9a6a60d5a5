package io.fondaco.market.arfleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Digests;
import org.junit.Test;

public class SecretChainTest {

    @Test
    public void eachSecretIsProvenByTheOneBefore() {
        for (int count : new int[] {1, 2, 4095, 4096, 4097, 10_000}) {
            SecretChain chain = new SecretChain(new byte[] {7}, count);
            assertThat(Digests.sha256(chain.secret(0))).isEqualTo(chain.commitment());
            for (int period = 1; period < count; period += Math.max(1, count / 20)) {
                assertThat(Digests.sha256(chain.secret(period))).isEqualTo(chain.secret(period - 1));
            }
            assertThatThrownBy(() -> chain.secret(count)).hasMessageContaining("were committed to");
            assertThatThrownBy(() -> chain.secret(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
