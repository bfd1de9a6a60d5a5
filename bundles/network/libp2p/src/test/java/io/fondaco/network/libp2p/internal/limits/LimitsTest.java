package io.fondaco.network.libp2p.internal.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.network.libp2p.Hosts;
import java.net.InetAddress;
import org.junit.Test;

public class LimitsTest {

    private static final Ceiling WIDE = new Ceiling(100, 100, 100, 100, 1000);

    private final Limits limits = new Limits(new LimitSettings(
            WIDE, new Ceiling(2, 2, 0, 0, 0), new Ceiling(3, 3, 2, 2, 500), new Ceiling(100, 100, 3, 3, 600), 5, 1));

    @Test
    public void takesFromAllScopesOrFromNone() {
        Scope roomy = new Scope("roomy", WIDE);
        Scope narrow = new Scope("narrow", new Ceiling(0, 0, 1, 0, 0));
        assertThat(Scope.take(Resource.STREAM_IN, 1, roomy, narrow)).isEmpty();
        assertThat(Scope.take(Resource.STREAM_IN, 1, roomy, narrow)).contains(narrow);
        assertThat(roomy.held(Resource.STREAM_IN)).isEqualTo(1);
        assertThat(narrow.refused(Resource.STREAM_IN)).isEqualTo(1);
        assertThat(roomy.refused(Resource.STREAM_IN)).isZero();
        Scope.give(Resource.STREAM_IN, 1, roomy, narrow);
        assertThat(roomy.held(Resource.STREAM_IN)).isZero();
    }

    @Test
    public void aStreamCountsForSystemPeerAndProtocolUntilItIsReleased() {
        Scope peer = limits.peer(Hosts.identity(1).peerId());
        StreamLease first =
                StreamLease.take(limits, false, 200, limits.system(), peer).orElseThrow();
        StreamLease second =
                StreamLease.take(limits, false, 200, limits.system(), peer).orElseThrow();
        assertThat(StreamLease.take(limits, false, 50, limits.system(), peer)).isEmpty();
        assertThat(first.forProtocol("/p")).isTrue();
        assertThat(first.grow(100)).isTrue();
        assertThat(first.grow(1)).as("over the peer's 500 bytes").isFalse();
        second.release();
        assertThat(first.grow(200)).isTrue();
        assertThat(first.grow(200))
                .as("over the protocol's 600 bytes and the peer's")
                .isFalse();
        first.release();
        first.release();
        assertThat(limits.system().held(Resource.MEMORY)).isZero();
        assertThat(limits.system().held(Resource.STREAM_IN)).isZero();
        assertThat(peer.held(Resource.MEMORY)).isZero();
    }

    @Test
    public void aStreamOverItsProtocolsCeilingTakesNothing() {
        Scope system = limits.system();
        for (int i = 0; i < 3; i++) {
            assertThat(StreamLease.take(limits, true, 10, system).orElseThrow().forProtocol("/p"))
                    .isTrue();
        }
        StreamLease fourth = StreamLease.take(limits, true, 10, system).orElseThrow();
        assertThat(fourth.forProtocol("/p")).isFalse();
        fourth.release();
        assertThat(system.held(Resource.STREAM_OUT)).isEqualTo(3);
    }

    @Test
    public void forgetsWhoeverIsGone() throws Exception {
        AddressBlock address = AddressBlock.of(InetAddress.getByName("192.0.2.1"));
        for (int i = 0; i < 10; i++) {
            limits.address(address);
        }
        assertThat(limits.list()).extracting(Scope::name).containsExactly("system", "transient", "address 192.0.2.1");
        for (int i = 0; i < 10; i++) {
            limits.leave(address);
        }
        assertThat(limits.list()).hasSize(2);
    }

    @Test
    public void countsAllAddressesOfOneIpv6CustomerTogether() throws Exception {
        Scope first = limits.address(AddressBlock.of(InetAddress.getByName("2001:db8:1:2::1")));
        assertThat(limits.address(AddressBlock.of(InetAddress.getByName("2001:db8:1:2:ffff:ffff:ffff:ffff"))))
                .isSameAs(first);
        assertThat(limits.address(AddressBlock.of(InetAddress.getByName("2001:db8:1:3::1"))))
                .isNotSameAs(first);
        assertThat(first.name()).isEqualTo("address 2001:db8:1:2:0:0:0:0/64");
        assertThat(limits.address(AddressBlock.of(InetAddress.getByName("192.0.2.1"))))
                .isNotSameAs(limits.address(AddressBlock.of(InetAddress.getByName("192.0.2.2"))));
    }
}
