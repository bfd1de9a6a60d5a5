package io.fondaco.network.libp2p.internal.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.network.libp2p.internal.gossip.Field.Node;
import io.fondaco.network.libp2p.internal.gossip.Field.Puppet;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Control;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class MeshesTest {

    private final Field field = new Field();
    private final Node node = field.new Node(GossipSettings.STANDARD);

    private static long grafted(List<Puppet> puppets) {
        return puppets.stream().mapToLong(Puppet::graftsHeard).sum();
    }

    @Test
    public void tellsEveryPeerWhatItListensTo() {
        Puppet before = field.new Puppet(node, false, true);
        node.listens();
        Puppet after = field.new Puppet(node, false, true);
        for (Puppet puppet : List.of(before, after)) {
            assertThat(puppet.wire.sent)
                    .flatExtracting(Rpc::subscriptions)
                    .containsExactly(new Subscription(Field.NAME, true));
        }
        node.listening.close();
        field.settle();
        assertThat(before.wire.sent.get(before.wire.sent.size() - 1).subscriptions())
                .containsExactly(new Subscription(Field.NAME, false));
    }

    @Test
    public void graftsDPeersWhenItBeginsToListen() {
        List<Puppet> puppets = field.puppets(node, 10, false);
        node.listens();
        assertThat(node.mesh()).hasSize(6);
        assertThat(grafted(puppets)).isEqualTo(6);
    }

    @Test
    public void fillsAThinMeshAtTheHeartbeat() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 10, false);
        assertThat(node.mesh()).isEmpty();
        field.seconds(1);
        assertThat(node.mesh()).hasSize(6);
        puppets.stream().filter(puppet -> puppet.graftsHeard() > 0).limit(3).forEach(puppet -> puppet.prunes(60));
        assertThat(node.mesh()).hasSize(3);
        field.seconds(1);
        assertThat(node.mesh()).hasSize(6);
    }

    @Test
    public void leavesAMeshAloneThatIsLargeEnough() {
        field.puppets(node, 6, false);
        node.listens();
        field.puppets(node, 4, false);
        field.seconds(5);
        assertThat(node.mesh()).hasSize(6);
    }

    @Test
    public void prunesAMeshThatIsTooLargeAndKeepsPeersItHasDialled() {
        List<Puppet> others = field.puppets(node, 12, false);
        List<Puppet> dialled = field.puppets(node, 3, true);
        Node late = node.listens();
        others.forEach(Puppet::grafts);
        dialled.forEach(Puppet::grafts);
        assertThat(late.mesh()).hasSizeGreaterThan(12);
        field.seconds(1);
        assertThat(node.mesh()).hasSize(6);
        assertThat(node.mesh().stream().filter(id -> dialled.stream()
                        .anyMatch(puppet -> puppet.id().equals(id))))
                .hasSizeGreaterThanOrEqualTo(2);
        List<Puppet> all = new ArrayList<>(others);
        all.addAll(dialled);
        assertThat(all.stream().flatMap(puppet -> puppet.prunesHeard().stream()))
                .isNotEmpty()
                .allMatch(prune -> prune.backoff() == 60);
    }

    @Test
    public void keepsTheBestPeersWhenItPrunes() {
        List<Puppet> others = field.puppets(node, 14, true);
        List<Puppet> best = others.subList(0, 4);
        best.forEach(puppet -> field.opinions.put(puppet.id(), 5.0));
        node.listens();
        others.forEach(Puppet::grafts);
        field.seconds(1);
        assertThat(node.mesh())
                .hasSize(6)
                .containsAll(best.stream().map(Puppet::id).toList());
    }

    @Test
    public void refusesAGraftWhenTheMeshIsFullUnlessItDialledThePeer() {
        node.listens();
        field.puppets(node, 12, false).forEach(Puppet::grafts);
        assertThat(node.mesh()).hasSize(12);
        Puppet stranger = field.new Puppet(node, false, true).listens().grafts();
        assertThat(stranger.prunesHeard()).hasSize(1);
        Puppet own = field.new Puppet(node, true, true).listens().grafts();
        assertThat(own.prunesHeard()).isEmpty();
        assertThat(node.mesh()).hasSize(13).contains(own.id());
    }

    @Test
    public void looksForPeersItHasDialledWhenTheMeshHasTooFew() {
        node.listens();
        field.puppets(node, 5, false).forEach(Puppet::grafts);
        field.seconds(1);
        assertThat(node.mesh()).hasSize(5);
        List<Puppet> dialled = field.puppets(node, 4, true);
        field.seconds(1);
        assertThat(grafted(dialled)).isEqualTo(2);
    }

    @Test
    public void doesNotComeBackBeforeTheBackoffIsOver() {
        Puppet puppet = field.new Puppet(node, false, true).listens();
        node.listens();
        assertThat(puppet.graftsHeard()).isEqualTo(1);
        puppet.prunes(20);
        field.seconds(21);
        assertThat(puppet.graftsHeard()).isEqualTo(1);
        field.seconds(4);
        assertThat(puppet.graftsHeard()).isEqualTo(2);
    }

    @Test
    public void takesABackoffOfAMinuteWhenNoneIsSaid() {
        Puppet puppet = field.new Puppet(node, false, true).listens();
        node.listens();
        puppet.prunes(0);
        field.seconds(60);
        assertThat(puppet.graftsHeard()).isEqualTo(1);
        field.seconds(5);
        assertThat(puppet.graftsHeard()).isEqualTo(2);
    }

    @Test
    public void holdsOthersToTheBackoffAndPenalisesThem() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens().grafts();
        assertThat(node.mesh()).contains(puppet.id());
        puppet.prunes(60);
        puppet.grafts();
        assertThat(node.mesh()).isEmpty();
        assertThat(puppet.prunesHeard()).hasSize(1);
        // Within ten seconds of the prune: two penalties, squared, times ten.
        assertThat(node.score(puppet.id())).isEqualTo(-40);
    }

    @Test
    public void prunesWithAShortBackoffWhenItStopsListening() {
        Puppet puppet = field.new Puppet(node, false, true).listens();
        node.listens().listening.close();
        field.settle();
        assertThat(puppet.prunesHeard()).extracting(Rpc.Prune::backoff).containsExactly(10L);
        node.listens();
        assertThat(puppet.graftsHeard()).isEqualTo(1);
        field.seconds(14);
        assertThat(puppet.graftsHeard()).isEqualTo(2);
    }

    @Test
    public void ignoresGraftsForTopicsItDoesNotListenTo() {
        Puppet puppet = field.new Puppet(node, false, true)
                .controls(new Control(List.of(), List.of(), List.of("/another"), List.of()));
        assertThat(puppet.wire.sent).isEmpty();
        assertThat(node.score(puppet.id())).isZero();
    }

    @Test
    public void removesPeersFromTheMeshThatStopListeningOrGo() {
        List<Puppet> puppets = field.puppets(node, 2, false);
        node.listens();
        assertThat(node.mesh()).hasSize(2);
        puppets.get(0).says(new Rpc(List.of(new Subscription(Field.NAME, false)), List.of(), Control.NONE));
        assertThat(node.mesh()).containsExactly(puppets.get(1).id());
        node.router.left(puppets.get(1).id());
        field.settle();
        assertThat(node.mesh()).isEmpty();
        assertThat(node.router.listeners(Field.NAME)).isEmpty();
    }

    @Test
    public void prunesPeersThatAreWorthLessThanNothing() {
        List<Puppet> puppets = field.puppets(node, 2, false);
        node.listens();
        field.opinions.put(puppets.get(0).id(), -0.1);
        field.seconds(1);
        assertThat(node.mesh()).containsExactly(puppets.get(1).id());
        assertThat(puppets.get(0).prunesHeard()).hasSize(1);
        puppets.get(0).grafts();
        assertThat(node.mesh()).hasSize(1);
    }

    @Test
    public void addsBetterPeersToAPoorMeshOnceAMinute() {
        List<Puppet> poor = field.puppets(node, 6, true);
        node.listens();
        assertThat(node.mesh()).hasSize(6);
        List<Puppet> good = field.puppets(node, 3, true);
        good.forEach(puppet -> field.opinions.put(puppet.id(), 1.0));
        field.seconds(59);
        assertThat(grafted(good)).isZero();
        field.seconds(1);
        assertThat(grafted(good)).isEqualTo(2);
        assertThat(grafted(poor)).isEqualTo(6);
    }

    @Test
    public void aPeerThatKnowsNoMeshesIsNeverInOne() {
        Puppet flood = field.new Puppet(node, true, false).listens();
        node.listens();
        field.seconds(3);
        assertThat(node.mesh()).isEmpty();
        assertThat(flood.graftsHeard()).isZero();
        assertThat(node.router.listeners(Field.NAME)).containsExactly(flood.id());
    }

    @Test
    public void penalisesPeersThatShareAnAddressInNumbers() {
        List<Puppet> puppets = field.puppets(node, 12, false);
        puppets.forEach(puppet -> node.router.left(puppet.id()));
        field.settle();
        puppets.forEach(puppet -> node.router.arrived(puppet.id(), false, true, Optional.of("192.0.2.1")));
        field.settle();
        assertThat(node.score(puppets.get(0).id())).isEqualTo(-5.0 * 2 * 2);
    }
}
