package io.fondaco.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import org.junit.Test;

public class IdentityTest {

    @Test
    public void isWhoItWasGivenAsWhateverBecomesOfTheBytes() {
        byte[] key = {8, 1, 18, 1, 7};
        PeerId peer = PeerId.fromBytes(Multihash.sha256(key).toBytes());
        byte[] given = key.clone();
        Identity identity = Identity.of(peer, given, message -> new byte[] {message[0], 9});
        given[4] = 0;
        identity.publicKey()[4] = 1;
        assertThat(identity.peerId()).isEqualTo(peer);
        assertThat(identity.publicKey()).containsExactly(key);
        assertThat(identity.sign(new byte[] {5})).containsExactly(5, 9);
        assertThat(identity).hasToString("identity of peer " + peer);
    }
}
