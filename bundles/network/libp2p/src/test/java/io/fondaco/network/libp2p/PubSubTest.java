package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.network.Host;
import io.fondaco.network.MessageReader;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.TopicMessage;
import io.fondaco.testing.kit.JsProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Assume;
import org.junit.Test;

/** Messages of topics over real sockets. */
public class PubSubTest {

    private static final String NAME = "/fondaco/test";
    private static final Topic TOPIC = new Topic(NAME, 100_000, message -> sha256(message.data()));

    private final Hosts hosts = new Hosts();
    private final List<JsProcess> theirs = new ArrayList<>();

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @After
    public void close() throws Exception {
        theirs.forEach(JsProcess::close);
        hosts.close();
    }

    /** What one host heard, and a way to wait until it has heard enough. */
    private static final class Ear {
        private final List<TopicMessage> heard = new ArrayList<>();
        private final CountDownLatch enough;

        Ear(Host host, int expected) {
            enough = new CountDownLatch(expected);
            host.pubSub().subscribe(TOPIC, message -> {
                synchronized (this) {
                    heard.add(message);
                }
                enough.countDown();
                return CompletableFuture.completedFuture(Verdict.ACCEPT);
            });
        }

        synchronized List<String> texts() {
            assertThat(enough.getCount() == 0)
                    .as("heard %d so far", heard.size())
                    .isTrue();
            return heard();
        }

        synchronized List<String> heard() {
            return heard.stream()
                    .map(message -> new String(message.data(), StandardCharsets.UTF_8))
                    .toList();
        }

        boolean await() throws InterruptedException {
            return enough.await(60, TimeUnit.SECONDS);
        }
    }

    /** Waits for a state of the world that nobody announces; the limit is only for a test that fails. */
    static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() < end).as("waiting until " + what).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    public void twentyHostsHearEveryMessageExactlyOnce() throws Exception {
        int count = 20;
        int each = 5;
        List<Host> all = new ArrayList<>();
        List<Ear> ears = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Host host = hosts.host(Settings.STANDARD);
            ears.add(new Ear(host, (count - 1) * each));
            for (int back : new int[] {1, 2, 5, 9}) {
                if (i >= back) {
                    Hosts.introduce(host, all.get(i - back));
                    Hosts.await(host.peers().connect(all.get(i - back).id()));
                }
            }
            all.add(host);
        }
        for (Host host : all) {
            int neighbours = host.peers().list().stream()
                    .filter(peer -> peer.connected())
                    .toList()
                    .size();
            until(
                    "all neighbours of " + host.id() + " listen",
                    () -> host.pubSub().listeners(NAME).size() == neighbours);
        }
        Set<String> sent = new HashSet<>();
        for (int round = 0; round < each; round++) {
            for (int i = 0; i < count; i++) {
                String text = round + " from " + i;
                sent.add(text);
                assertThat(Hosts.await(all.get(i).pubSub().publish(NAME, text.getBytes(StandardCharsets.UTF_8))))
                        .isPositive();
            }
        }
        for (int i = 0; i < count; i++) {
            assertThat(ears.get(i).await()).as("host %d heard all", i).isTrue();
        }
        for (int i = 0; i < count; i++) {
            int self = i;
            assertThat(ears.get(i).texts())
                    .containsExactlyInAnyOrderElementsOf(sent.stream()
                            .filter(text -> !text.endsWith(" from " + self))
                            .toList());
        }
    }

    @Test
    public void aPeerThatReadsNothingKeepsNothingFromTheOthers() throws Exception {
        Host author = hosts.host(Settings.STANDARD);
        Host good = hosts.host(Settings.STANDARD);
        Host stuck = hosts.host(Settings.STANDARD);
        Topic own = new Topic(NAME, 100_000, message -> sha256(message.data()));
        author.pubSub().subscribe(own, message -> CompletableFuture.completedFuture(Verdict.ACCEPT));
        int count = 150;
        Ear ear = new Ear(good, count);
        stuck.answer(new Protocol("/meshsub/1.1.0", 1 << 20, Duration.ofMinutes(5)), stream -> {});
        for (Host peer : List.of(good, stuck)) {
            Hosts.introduce(author, peer);
            Hosts.await(author.peers().connect(peer.id()));
        }
        Hosts.introduce(stuck, author);
        Stream says = Hosts.await(stuck.dial(author.id(), List.of("/meshsub/1.1.0")));
        ByteArrayOutputStream subscribes = new ByteArrayOutputStream();
        subscribes.writeBytes(new byte[] {0x0a, (byte) (NAME.length() + 4), 8, 1, 0x12, (byte) NAME.length()});
        subscribes.writeBytes(NAME.getBytes(StandardCharsets.UTF_8));
        Hosts.await(says.write(MessageReader.framed(subscribes.toByteArray())));
        until("both listen", () -> author.pubSub().listeners(NAME).size() == 2);
        for (int i = 0; i < count; i++) {
            byte[] text = (i + ".".repeat(90_000)).getBytes(StandardCharsets.UTF_8);
            Hosts.await(author.pubSub().publish(NAME, text));
        }
        assertThat(ear.await()).isTrue();
        assertThat(Set.copyOf(ear.texts())).hasSize(count);
    }

    @Test
    public void doesNotHearPeersTheApplicationThinksNothingOf() throws Exception {
        Host one = hosts.host(Settings.STANDARD);
        Host shunned = hosts.host(Settings.STANDARD);
        Host liked = hosts.host(Settings.STANDARD);
        Ear ear = new Ear(one, 1);
        one.pubSub().judge(peer -> peer.equals(shunned.id()) ? -100 : 0);
        for (Host peer : List.of(shunned, liked)) {
            peer.pubSub().subscribe(TOPIC, message -> CompletableFuture.completedFuture(Verdict.ACCEPT));
            Hosts.introduce(peer, one);
            Hosts.await(peer.peers().connect(one.id()));
            until("it knows who listens", () -> peer.pubSub().listeners(NAME).size() == 1);
        }
        assertThat(one.pubSub().listeners(NAME)).doesNotContain(shunned.id());
        Hosts.await(shunned.pubSub().publish(NAME, new byte[] {'n', 'o'}));
        Hosts.await(liked.pubSub().publish(NAME, new byte[] {'y', 'e', 's'}));
        assertThat(ear.await()).isTrue();
        assertThat(ear.texts()).containsExactly("yes");
    }

    @Test
    public void comesBackToAPeerThatWasAway() throws Exception {
        Host one = hosts.host(Settings.STANDARD);
        Host two = hosts.host(Settings.STANDARD);
        one.pubSub().subscribe(TOPIC, message -> CompletableFuture.completedFuture(Verdict.ACCEPT));
        Ear ear = new Ear(two, 2);
        for (String text : List.of("first", "second")) {
            Hosts.introduce(one, two);
            Hosts.await(one.peers().connect(two.id()));
            until("it listens", () -> one.pubSub().listeners(NAME).size() == 1);
            int[] tries = new int[1];
            // What reached nobody is not sent again: each try says something new.
            until(
                    "it can be reached",
                    () -> Hosts.await(one.pubSub().publish(NAME, (text + ++tries[0]).getBytes(StandardCharsets.UTF_8)))
                            == 1);
            until("it has heard", () -> ear.heard().contains(text + tries[0]));
            one.peers().disconnect(two.id());
            until("it is gone", () -> one.pubSub().listeners(NAME).isEmpty());
        }
    }

    @Test
    public void aMeshOfThreeOfOursAndTwoOfTheirsHearsEverybody() throws Exception {
        Assume.assumeTrue(JsPeer.available());
        List<Host> ours = new ArrayList<>();
        List<Ear> ears = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ours.add(hosts.host(Settings.STANDARD));
            ears.add(new Ear(ours.get(i), 4));
        }
        for (int i = 0; i < 2; i++) {
            theirs.add(JsPeer.start(Map.of("gossip", true, "anyId", true)));
        }
        for (JsProcess js : theirs) {
            js.id();
            js.ask("subscribe", Map.of("topic", NAME)).join();
        }
        // A ring: ours 0 - ours 1 - theirs 0 - ours 2 - theirs 1 - ours 0. Dialled by either side.
        Hosts.introduce(ours.get(0), ours.get(1));
        Hosts.await(ours.get(0).peers().connect(ours.get(1).id()));
        Hosts.introduce(ours.get(1), theirs.get(0).id(), theirs.get(0).address());
        Hosts.await(ours.get(1).peers().connect(theirs.get(0).id()));
        theirs.get(0).ask("dial", Map.of("to", address(ours.get(2)))).join();
        Hosts.introduce(ours.get(2), theirs.get(1).id(), theirs.get(1).address());
        Hosts.await(ours.get(2).peers().connect(theirs.get(1).id()));
        theirs.get(1).ask("dial", Map.of("to", address(ours.get(0)))).join();
        for (Host host : ours) {
            until(
                    "both neighbours of ours listen",
                    () -> host.pubSub().listeners(NAME).size() == 2);
        }
        for (JsProcess js : theirs) {
            until("both neighbours of theirs listen and are in the mesh", () -> {
                JsonNode answer = js.ask("listeners", Map.of("topic", NAME)).join();
                return answer.get("peers").size() == 2 && answer.get("mesh").size() == 2;
            });
        }
        for (int i = 0; i < 3; i++) {
            Hosts.await(ours.get(i).pubSub().publish(NAME, ("ours " + i).getBytes(StandardCharsets.UTF_8)));
        }
        for (int i = 0; i < 2; i++) {
            theirs.get(i)
                    .ask("publish", Map.of("topic", NAME, "text", "theirs " + i))
                    .join();
        }
        Set<String> everything = Set.of("ours 0", "ours 1", "ours 2", "theirs 0", "theirs 1");
        for (int i = 0; i < 3; i++) {
            assertThat(ears.get(i).await()).as("ours %d heard all", i).isTrue();
            Set<String> expected = new HashSet<>(everything);
            expected.remove("ours " + i);
            assertThat(ears.get(i).texts()).containsExactlyInAnyOrderElementsOf(expected);
        }
        for (int i = 0; i < 2; i++) {
            JsProcess js = theirs.get(i);
            Set<String> expected = new HashSet<>(everything);
            expected.remove("theirs " + i);
            until("theirs has heard four", () -> heard(js).size() >= 4);
            assertThat(heard(js)).containsExactlyInAnyOrderElementsOf(expected);
        }
        TopicMessage one = ears.get(0).heard.stream()
                .filter(message -> new String(message.data(), StandardCharsets.UTF_8).equals("theirs 0"))
                .findFirst()
                .orElseThrow();
        assertThat(one.author()).contains(theirs.get(0).id());
    }

    private static String address(Host host) {
        return host.addresses().get(0).withPeer(host.id()).toString();
    }

    private static List<String> heard(JsProcess js) {
        List<String> texts = new ArrayList<>();
        js.ask("heard", Map.of())
                .join()
                .get("heard")
                .forEach(one -> texts.add(one.get("text").asText()));
        return texts;
    }
}
