package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;

public class AnnouncementTest {

    @Test
    public void findsTheLoopbackEndpointInEveryFormItComes() {
        assertThat(Announcement.loopback("http://127.0.0.1:7414/")).isEqualTo("http://127.0.0.1:7414/");
        assertThat(Announcement.loopback(new String[] {"http://10.0.0.1:1/", "http://localhost:2"}))
                .isEqualTo("http://localhost:2/");
        assertThat(Announcement.loopback(List.of("http://[::1]:3/"))).isEqualTo("http://[::1]:3/");
    }

    @Test
    public void refusesToAnnounceAListenerThatIsOpenToTheNetwork() {
        for (Object endpoint : List.of("http://0.0.0.0:7414/", "http://192.168.1.2:7414/", "/", List.of())) {
            assertThatThrownBy(() -> Announcement.loopback(endpoint))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("listening.addresses");
        }
    }
}
