package io.fondaco.gateway.arfleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.Test;

public class WhereaboutsTest {
    @Test
    public void isWhereTheListenerIs() {
        URI expected = URI.create("http://127.0.0.1:7414/arfleet/");
        assertThat(Whereabouts.base(new String[] {"https://127.0.0.1:8443/", "http://127.0.0.1:7414/"}))
                .isEqualTo(expected);
        assertThat(Whereabouts.base(List.of("http://127.0.0.1:7414"))).isEqualTo(expected);
        assertThat(Whereabouts.base("http://127.0.0.1:7414/")).isEqualTo(expected);
        assertThatThrownBy(() -> Whereabouts.base(List.of())).hasMessageContaining("at none of");
    }
}
