package io.fondaco.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class CallersTest {
    private final Callers callers = Callers.of(" unit.example, Other.example ,", "https://pages.example");

    @Test
    public void namesOfLoopbackAndThoseThatWereConfiguredPassWithAnyPort() {
        for (String host : List.of(
                "localhost",
                "LOCALHOST:1",
                "127.0.0.1:7414",
                "127.9.9.9",
                "[::1]:80",
                "UNIT.example:80",
                "other.example")) {
            assertThat(callers.refuse(host, null)).as(host).isEmpty();
        }
    }

    @Test
    public void otherNamesDoNotPass() {
        for (String host : List.of(
                "",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:localhost",
                "unit.example.",
                "unit.example:123456",
                "::1",
                "*",
                "localhost\n")) {
            assertThat(callers.refuse(host, null)).as(host).isPresent();
        }
        assertThat(callers.refuse(null, null)).isPresent();
    }

    @Test
    public void pagesOfLoopbackAndThoseThatWereConfiguredPass() {
        for (String origin :
                List.of("http://localhost:3000", "https://127.0.0.1", "http://[::1]:80", "https://pages.example")) {
            assertThat(callers.refuse("localhost", origin)).as(origin).isEmpty();
        }
        assertThat(Callers.of("", "*").refuse("localhost", "https://anybody.example"))
                .isEmpty();
    }

    @Test
    public void otherPagesDoNotPassAndTheirNameIsPrintedSafely() {
        for (String origin : List.of(
                "null",
                "",
                "https://evil.example",
                "http://pages.example",
                "https://pages.example:444",
                "https://pages.example.evil",
                "https://localhost.evil.example",
                "http://evil.example@",
                "x y")) {
            assertThat(callers.refuse("localhost", origin)).as(origin).isPresent();
        }
        assertThat(callers.refuse("localhost", "https://e\u001b[31m"))
                .contains("pages of https://e?[31m may not call here");
    }
}
