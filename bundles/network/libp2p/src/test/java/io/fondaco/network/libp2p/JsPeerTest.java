package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.testing.kit.JsProcess;
import java.nio.file.Path;
import org.junit.Test;

public class JsPeerTest {

    private static final Path EMPTY = Path.of("src/test/java");

    @Test
    public void peersOfAnotherMakeMayBeAbsentUnlessTheyAreRequired() {
        assertThat(JsProcess.available(EMPTY, "libp2p", "")).isFalse();
        assertThatThrownBy(() -> JsProcess.available(EMPTY, "libp2p", "required"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("npm ci");
    }
}
