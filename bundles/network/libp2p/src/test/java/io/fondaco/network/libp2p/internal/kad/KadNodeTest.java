package io.fondaco.network.libp2p.internal.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.libp2p.internal.kad.KadMessage.Type;
import io.fondaco.network.libp2p.internal.kad.Swarm.Manner;
import io.fondaco.network.libp2p.internal.kad.Swarm.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public class KadNodeTest {

    private final Swarm swarm = new Swarm();
    private final Multihash content = Swarm.content("a file");

    private static List<PeerId> nearest(List<Member> members, KadKey key, int count) {
        return members.stream()
                .map(member -> member.peer)
                .sorted(Comparator.comparing(KadKey::of, key.nearest()))
                .limit(count)
                .toList();
    }

    private Lookup lookup(Member from, KadKey target) {
        KadMessage question = KadMessage.ask(Type.FIND_NODE, content.toBytes());
        return new Lookup(
                from.peer,
                target,
                swarm.time,
                swarm.tasks::add,
                peer -> from.ask(peer, question),
                (peer, answer) -> false);
    }

    @Test
    public void distanceIsTheXorOfHashesAndSharedBitsAreCountedFromTheFront() {
        KadKey a = KadKey.of(new byte[] {1});
        KadKey b = KadKey.of(new byte[] {2});
        // sha256(01) = 4bf5122f..., sha256(02) = dbc1b4c9...
        assertThat(a.toString()).startsWith("4bf5122f");
        assertThat(b.toString()).startsWith("dbc1b4c9");
        assertThat(a.distance(b).shiftRight(224).longValue()).isEqualTo(0x4bf5122fL ^ 0xdbc1b4c9L);
        assertThat(a.common(b)).isZero();
        assertThat(a.common(a)).isEqualTo(256);
        for (int i = 0; i < 200; i++) {
            KadKey c = KadKey.of(new byte[] {3, (byte) i});
            assertThat(256 - a.distance(c).bitLength()).isEqualTo(a.common(c));
            assertThat(a.nearest().compare(b, c)).isEqualTo(a.distance(b).compareTo(a.distance(c)));
        }
    }

    @Test
    public void aBucketHoldsTwentyAndPrefersThoseItKnows() {
        RoutingTable table = new RoutingTable(Swarm.peer(0), swarm.time);
        KadKey own = KadKey.of(Swarm.peer(0));
        List<PeerId> far = new ArrayList<>();
        for (int i = 1; far.size() < 22; i++) {
            if (own.common(KadKey.of(Swarm.peer(i))) == 0) {
                far.add(Swarm.peer(i));
            }
        }
        far.subList(0, 20)
                .forEach(peer -> assertThat(table.heard(peer, List.of())).isTrue());
        assertThat(table.heard(far.get(20), List.of())).isFalse();
        assertThat(table.heard(Swarm.peer(0), List.of())).as("itself").isFalse();
        swarm.time.turn(RoutingTable.STALE.plusSeconds(1));
        far.subList(1, 20).forEach(peer -> table.heard(peer, List.of()));
        assertThat(table.heard(far.get(20), List.of()))
                .as("in place of one not heard of for long")
                .isTrue();
        assertThat(table.contains(far.get(0))).isFalse();
        assertThat(table.heard(far.get(21), List.of())).isFalse();
        table.remove(far.get(5));
        assertThat(table.size()).isEqualTo(19);
    }

    @Test
    public void givesTheNearestOfAllItKnows() {
        List<Member> all = swarm.crowd(300, 60);
        RoutingTable table = all.get(0).node.table();
        List<Member> known =
                all.stream().filter(member -> table.contains(member.peer)).toList();
        KadKey target = KadKey.of(content.toBytes());
        assertThat(table.closest(target, 20).stream().map(PeerAddresses::peer))
                .containsExactlyElementsOf(nearest(known, target, 20));
    }

    @Test
    public void aLookupFindsTheNearestOfAThousandInFewRequests() {
        List<Member> all = swarm.crowd(1000, 40);
        KadKey target = KadKey.of(content.toBytes());
        Member from = all.get(0);
        Lookup lookup = lookup(from, target);
        List<PeerId> found = swarm.done(lookup.from(from.node.table().closest(target, 20))).join().stream()
                .map(PeerAddresses::peer)
                .toList();
        List<Member> others = all.subList(1, all.size());
        assertThat(found).hasSize(20);
        // Acquaintances by chance make a poor table; most of the nearest are found all the same.
        assertThat(nearest(others, target, 20)).filteredOn(found::contains).hasSizeGreaterThan(14);
        assertThat(lookup.requests()).isLessThan(100);
    }

    @Test
    public void aLookupGoesOnWhereSomeRefuse() {
        List<Member> all = swarm.crowd(200, 40);
        KadKey target = KadKey.of(content.toBytes());
        List<PeerId> refusing = nearest(all.subList(1, 200), target, 40).subList(0, 30);
        refusing.forEach(peer -> swarm.members.get(peer).manner = Manner.REFUSES);
        Member from = all.get(0);
        List<PeerAddresses> found = swarm.done(
                        lookup(from, target).from(from.node.table().closest(target, 20)))
                .join();
        assertThat(found).isNotEmpty().noneMatch(peer -> refusing.contains(peer.peer()));
    }

    @Test
    public void aLookupAmongTheSilentEndsAfterAMinute() {
        List<Member> all = swarm.crowd(30, 10);
        all.forEach(member -> member.manner = Manner.SILENT);
        Member from = all.get(0);
        CompletableFuture<List<PeerAddresses>> found = swarm.done(lookup(from, KadKey.of(content.toBytes()))
                .from(from.node.table().closest(KadKey.of(content.toBytes()), 20)));
        swarm.turn(Duration.ofSeconds(59));
        assertThat(found).isNotDone();
        swarm.turn(Duration.ofSeconds(1));
        assertThat(found.join()).isEmpty();
        assertThat(swarm.time.next()).isNull();
    }

    @Test
    public void liarsWhoKnowThousandsOfPeersCostALimitedNumberOfRequests() {
        Member from = swarm.new Member();
        List<PeerAddresses> invented = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            invented.add(new PeerAddresses(Swarm.peer(100_000 + i), List.of(Swarm.address(i))));
        }
        for (int i = 0; i < 30; i++) {
            Member liar = swarm.new Member();
            liar.lie = Optional.of(new KadMessage(Type.FIND_NODE, new byte[0], invented, List.of()));
            from.node.table().heard(liar.peer, liar.own());
        }
        KadKey target = KadKey.of(content.toBytes());
        Lookup lookup = lookup(from, target);
        CompletableFuture<List<PeerAddresses>> found =
                swarm.done(lookup.from(from.node.table().closest(target, 20)));
        assertThat(found).isDone();
        assertThat(lookup.requests()).isLessThanOrEqualTo(Lookup.MAX_REQUESTS);
    }

    @Test
    public void whoProvidesIsFoundByWhoAsks() {
        List<Member> all = swarm.crowd(200, 40);
        assertThat(swarm.done(all.get(3).node.provide(content)).join()).isEqualTo(20);
        assertThat(swarm.done(all.get(7).node.provide(content)).join()).isEqualTo(20);
        List<PeerAddresses> found =
                swarm.done(all.get(150).node.findProviders(content, 10)).join();
        assertThat(found).containsExactlyInAnyOrder(all.get(3).at(), all.get(7).at());
        assertThat(swarm.done(all.get(150).node.findProviders(content, 1)).join())
                .hasSize(1);
        assertThat(swarm.done(all.get(150).node.findProviders(Swarm.content("nothing"), 10))
                        .join())
                .isEmpty();
    }

    @Test
    public void aPeerIsFoundByThoseWhoDoNotKnowIt() {
        List<Member> all = swarm.crowd(200, 40);
        Member seeker = all.get(0);
        Member wanted = all.stream()
                .filter(member -> !seeker.node.table().contains(member.peer) && member != seeker)
                .findFirst()
                .orElseThrow();
        assertThat(swarm.done(seeker.node.findPeer(wanted.peer)).join()).contains(wanted.at());
        assertThat(swarm.done(seeker.node.findPeer(Swarm.peer(77_777))).join()).isEmpty();
    }

    @Test
    public void recordsAreTakenOnlyFromTheProviderItself() {
        Member node = swarm.new Member();
        Member other = swarm.new Member();
        KadMessage forged = new KadMessage(Type.ADD_PROVIDER, content.toBytes(), List.of(), List.of(other.at()));
        assertThat(node.node.answer(Swarm.peer(500), forged)).isEmpty();
        assertThat(node.node.providers().find(content)).isEmpty();
        node.node.answer(other.peer, forged);
        assertThat(node.node.providers().find(content)).containsExactly(other.at());
        KadMessage noHash = new KadMessage(Type.ADD_PROVIDER, new byte[] {1, 2, 3}, List.of(), List.of(other.at()));
        node.node.answer(other.peer, noHash);
        assertThat(node.node.providers().size()).isEqualTo(1);
    }

    @Test
    public void recordsExpireAfterTwoDaysAndTheirAddressesAfterHalfAnHour() {
        ProviderStore store = new ProviderStore(swarm.time, 100);
        PeerId provider = Swarm.peer(1);
        store.add(content, provider, List.of(Swarm.address(1)));
        swarm.time.turn(Duration.ofMinutes(31));
        assertThat(store.find(content)).containsExactly(new PeerAddresses(provider, List.of()));
        swarm.time.turn(Duration.ofHours(47));
        assertThat(store.find(content)).hasSize(1);
        swarm.time.turn(Duration.ofHours(1));
        assertThat(store.find(content)).isEmpty();
        assertThat(store.size()).isZero();
    }

    @Test
    public void recordsAreBoundedInAllForAContentAndForAProvider() {
        ProviderStore small = new ProviderStore(swarm.time, 50);
        for (int i = 0; i < 500; i++) {
            small.add(Swarm.content("c" + i), Swarm.peer(i), List.of());
        }
        assertThat(small.size()).isEqualTo(50);
        assertThat(small.find(Swarm.content("c499"))).hasSize(1);
        assertThat(small.find(Swarm.content("c0"))).isEmpty();
        ProviderStore store = new ProviderStore(swarm.time, ProviderStore.MAX_RECORDS);
        for (int i = 0; i < 150; i++) {
            store.add(content, Swarm.peer(i), List.of());
        }
        assertThat(store.find(content)).hasSize(ProviderStore.MAX_OF_CONTENT);
        assertThat(store.find(content).get(0).peer()).isEqualTo(Swarm.peer(149));
        boolean taken = true;
        for (int i = 0; i <= ProviderStore.MAX_OF_PROVIDER; i++) {
            taken = store.add(Swarm.content("x" + i), Swarm.peer(9999), List.of());
        }
        assertThat(taken).isFalse();
    }

    @Test
    public void tellsAgainAfterTwentyTwoHoursUntilItIsWithdrawn() {
        List<Member> all = swarm.crowd(30, 15);
        Member provider = all.get(0);
        provider.node.start();
        swarm.settle();
        assertThat(swarm.done(provider.node.provide(content)).join()).isPositive();
        long first = told(all);
        swarm.turn(Duration.ofHours(21));
        assertThat(told(all)).isEqualTo(first);
        swarm.turn(Duration.ofMinutes(71));
        long second = told(all);
        assertThat(second).isGreaterThan(first);
        assertThat(provider.node.withdraw(content)).isTrue();
        assertThat(provider.node.withdraw(content)).isFalse();
        swarm.turn(Duration.ofHours(50));
        assertThat(told(all)).isEqualTo(second);
        assertThat(swarm.done(all.get(20).node.findProviders(content, 5)).join())
                .isEmpty();
    }

    private static long told(List<Member> all) {
        return all.stream()
                .flatMap(member -> member.heard.stream())
                .filter(message -> message.type() == Type.ADD_PROVIDER)
                .count();
    }

    @Test
    public void tellsLaterWhatItCouldTellNobodyAtFirst() {
        Member lonely = swarm.new Member();
        lonely.node.start();
        assertThatThrownBy(() -> swarm.done(lonely.node.provide(content)).join())
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("set bootstrap");
        Member other = swarm.new Member();
        lonely.node.met(other.peer, other.own());
        swarm.settle();
        assertThat(other.node.providers().find(content)).containsExactly(lonely.at());
    }

    @Test
    public void beginsWithTheBootstrapPeersAndLearnsOfTheOthers() {
        List<Member> all = swarm.crowd(100, 40);
        Member fresh = swarm.new Member(all.get(0).at(), all.get(1).at());
        fresh.node.start();
        swarm.settle();
        assertThat(fresh.node.table().size()).isGreaterThan(19);
        int before = all.get(5).heard.size();
        swarm.turn(Duration.ofMinutes(10));
        assertThat(all.stream().mapToInt(member -> member.heard.size()).sum()).isGreaterThan(before);
    }

    @Test
    public void forgetsPeersThatDoNotAnswer() {
        List<Member> all = swarm.crowd(10, 9);
        Member node = all.get(0);
        Member dead = all.stream()
                .filter(member -> node.node.table().contains(member.peer))
                .findFirst()
                .orElseThrow();
        dead.manner = Manner.REFUSES;
        swarm.done(node.node.findProviders(content, 1)).join();
        assertThat(node.node.table().contains(dead.peer)).isFalse();
    }

    @Test
    public void hasNoValuesAndKeepsNoneAndSaysSo() {
        List<Member> all = swarm.crowd(30, 25);
        Member node = all.get(0);
        PeerId asking = Swarm.peer(900);
        KadMessage got = node.node
                .answer(asking, KadMessage.ask(Type.GET_VALUE, new byte[] {1}))
                .orElseThrow();
        assertThat(got.type()).isEqualTo(Type.GET_VALUE);
        assertThat(got.closer()).hasSizeGreaterThan(5);
        KadMessage put = node.node
                .answer(asking, KadMessage.ask(Type.PUT_VALUE, new byte[] {1}))
                .orElseThrow();
        assertThat(put).usingRecursiveComparison().isEqualTo(KadMessage.ask(Type.PUT_VALUE, new byte[] {1}));
        KadMessage ping = KadMessage.ask(Type.PING, new byte[0]);
        assertThat(node.node.answer(asking, ping)).containsSame(ping);
    }

    @Test
    public void answersWithTwentyPeersAtMostAndNeverWithTheOneWhoAsks() {
        List<Member> all = swarm.crowd(200, 100);
        Member node = all.get(0);
        PeerId asking = node.node
                .table()
                .closest(KadKey.of(content.toBytes()), 1)
                .get(0)
                .peer();
        List<PeerAddresses> near = node.node
                .answer(asking, KadMessage.ask(Type.FIND_NODE, content.toBytes()))
                .orElseThrow()
                .closer();
        assertThat(near).hasSize(20).noneMatch(peer -> peer.peer().equals(asking));
        List<Multiaddr> own = node.node
                .answer(asking, KadMessage.ask(Type.FIND_NODE, node.peer.toBytes()))
                .orElseThrow()
                .closer()
                .get(0)
                .addresses();
        assertThat(own).isEqualTo(node.own());
    }
}
