package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.Test;

public class PortsTest {

    @Test
    public void takesAnotherPortWhenTheUsualOneIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(Ports.preferably(taken.getLocalPort())).isPositive().isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    public void refusesAPortThatWasAskedForAndIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Ports.exactly(taken.getLocalPort()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("Port " + taken.getLocalPort());
        }
    }

    @Test
    public void keepsTheUsualPortWhenItIsFree() throws Exception {
        int free;
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            free = any.getLocalPort();
        }
        assertThat(Ports.preferably(free)).isEqualTo(free);
    }
}
