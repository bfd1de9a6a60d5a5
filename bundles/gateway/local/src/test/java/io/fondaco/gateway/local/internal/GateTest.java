package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class GateTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Gate gate;
    private String bearer;

    @Before
    public void makeAToken() throws IOException {
        gate = new Gate(new ApiToken(temporary.getRoot().toPath()));
        bearer = "Bearer "
                + Files.readString(temporary.getRoot().toPath().resolve(ApiToken.FILE))
                        .strip();
    }

    @Test
    public void letsTheTokenInOverEveryNameOfLoopback() {
        for (String host :
                List.of("127.0.0.1", "127.0.0.1:7414", "localhost:1", "LOCALHOST", "[::1]:7414", "127.8.9.1:7")) {
            assertThat(gate.refuse(host, null, bearer)).as(host).isEmpty();
        }
    }

    @Test
    public void refusesEveryOtherHostEvenWithTheToken() {
        for (String host : List.of(
                "evil.example",
                "evil.example:7414",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "10.0.0.1",
                "0.0.0.0:7414",
                "[::2]:7414",
                "",
                "127.0.0.1:7414:1")) {
            assertThat(gate.refuse(host, null, bearer))
                    .as(host)
                    .hasValueSatisfying(problem -> assertThat(problem.status()).isEqualTo(403));
        }
        assertThat(gate.refuse(null, null, bearer)).isPresent();
    }

    @Test
    public void refusesPagesOfOtherSites() {
        for (String origin :
                List.of("https://evil.example", "null", "file://", "http://127.0.0.1.evil.example", ":::")) {
            assertThat(gate.refuse("127.0.0.1", origin, bearer))
                    .as(origin)
                    .hasValueSatisfying(problem -> assertThat(problem.status()).isEqualTo(403));
        }
        assertThat(gate.refuse("127.0.0.1", "http://localhost:3000", bearer)).isEmpty();
        assertThat(gate.refuse("127.0.0.1", "http://[::1]:3000", bearer)).isEmpty();
    }

    @Test
    public void refusesWhoHasNotTheWholeToken() {
        for (String wrong : new String[] {
            null,
            "",
            "Bearer",
            "Bearer ",
            bearer.substring(0, bearer.length() - 1),
            bearer + "x",
            bearer.replace("Bearer", "Basic"),
            bearer.substring(7),
            "Bearer " + "A".repeat(1 << 16)
        }) {
            assertThat(gate.refuse("127.0.0.1", null, wrong))
                    .hasValueSatisfying(problem -> assertThat(problem.status()).isEqualTo(401));
        }
    }
}
