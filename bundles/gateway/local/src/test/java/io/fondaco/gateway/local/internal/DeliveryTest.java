package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class DeliveryTest {

    private static final Set<String> HERE = Set.of("graphsync", "local", "http");
    private static final Optional<URI> ADDRESS = Optional.of(URI.create("https://example.com/a.car"));

    private static Delivery of(String transfer, Optional<URI> location) {
        return Delivery.of(Optional.ofNullable(transfer), location, HERE);
    }

    @Test
    public void sendsFromHereUnlessAnAddressIsNamed() {
        assertThat(of(null, Optional.empty()).transfer()).isEqualTo("graphsync");
        assertThat(of(null, ADDRESS)).isEqualTo(new Delivery("http", ADDRESS));
        assertThat(of("manual", Optional.empty()).transfer()).isEqualTo("manual");
    }

    @Test
    public void refusesAWayThatNoTransportGoes() {
        assertThatThrownBy(() -> of("pigeon", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No way to move data is called 'pigeon'; there are graphsync, http, local, manual");
    }

    @Test
    public void refusesToPullFromNowhere() {
        assertThatThrownBy(() -> of("http", Optional.empty())).hasMessageContaining("where to pull from");
    }

    @Test
    public void refusesAnAddressNobodyWouldPullFrom() {
        for (String way : new String[] {"local", "manual"}) {
            assertThatThrownBy(() -> of(way, ADDRESS)).hasMessageContaining("not for " + way);
        }
        for (String address : new String[] {"file:///etc/passwd", "ftp://example.com/a", "http:/a", "a.car"}) {
            assertThatThrownBy(() -> of("http", Optional.of(URI.create(address))))
                    .hasMessageContaining("must be an http or https address, not " + address);
        }
    }
}
