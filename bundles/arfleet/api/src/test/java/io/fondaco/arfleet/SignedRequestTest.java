package io.fondaco.arfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

public class SignedRequestTest {

    private static final Signer CLIENT = Signer.ed25519(new byte[32]);
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final byte[] BODY = "{\"placement_id\":\"p\"}".getBytes(StandardCharsets.UTF_8);

    private final String header = SignedRequest.sign(CLIENT, "POST", "/cmd/placement", "provider", BODY, NOW);

    private SignedRequest.Asked check(
            String signature, String method, String path, String provider, byte[] body, Instant now) {
        return SignedRequest.check(signature, Optional.empty(), method, path, provider, body, now);
    }

    private void refused(
            Reason reason, String signature, String method, String path, String provider, byte[] body, Instant now) {
        assertThatThrownBy(() -> check(signature, method, path, provider, body, now))
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    public void aRequestIsItsSignersAndEachIsAnother() {
        SignedRequest.Asked asked = check(header, "POST", "/cmd/placement", "provider", BODY, NOW.plusSeconds(60));
        assertThat(asked.address()).isEqualTo(CLIENT.address());
        String again = SignedRequest.sign(CLIENT, "POST", "/cmd/placement", "provider", BODY, NOW);
        assertThat(check(again, "POST", "/cmd/placement", "provider", BODY, NOW).id())
                .isNotEqualTo(asked.id());
    }

    @Test
    public void aSignatureForAnythingElseIsRefused() {
        refused(Reason.FORBIDDEN, header, "PUT", "/cmd/placement", "provider", BODY, NOW);
        refused(Reason.FORBIDDEN, header, "POST", "/cmd/accept", "provider", BODY, NOW);
        refused(Reason.FORBIDDEN, header, "POST", "/cmd/placement", "another", BODY, NOW);
        refused(Reason.FORBIDDEN, header, "POST", "/cmd/placement", "provider", new byte[0], NOW);
        refused(Reason.FORBIDDEN, header, "POST", "/cmd/placement", "provider", BODY, NOW.plusSeconds(301));
        refused(Reason.FORBIDDEN, header, "POST", "/cmd/placement", "provider", BODY, NOW.minusSeconds(301));
        assertThatThrownBy(() -> SignedRequest.check(
                        header, Optional.of("somebody"), "POST", "/cmd/placement", "provider", BODY, NOW))
                .hasMessageContaining("ArFleet-Address is somebody");
    }

    @Test
    public void whatIsNoSignatureIsRefusedAndNothingElseIsThrown() {
        refused(Reason.MALFORMED, "todo/signature", "POST", "/cmd/placement", "provider", BODY, NOW);
        refused(Reason.TOO_LARGE, "a".repeat(9000), "POST", "/cmd/placement", "provider", BODY, NOW);
        byte[] good = Base64.getUrlDecoder().decode(header);
        Random random = new Random(4);
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= 1 << random.nextInt(8);
            String flipped = Base64.getUrlEncoder().withoutPadding().encodeToString(bad);
            assertThatThrownBy(() -> check(flipped, "POST", "/cmd/placement", "provider", BODY, NOW))
                    .isInstanceOf(AoException.class);
        }
    }
}
