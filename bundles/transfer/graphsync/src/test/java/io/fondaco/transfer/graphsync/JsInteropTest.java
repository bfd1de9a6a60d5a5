package io.fondaco.transfer.graphsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.testing.kit.JsProcess;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.graphsync.internal.graphsync.Landing;
import io.fondaco.transfer.graphsync.internal.graphsync.PullListener;
import io.fondaco.transfer.spi.TransportException;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A peer of another make, in both directions: @dcdn/graphsync 0.2.5 on js-libp2p 3. */
public class JsInteropTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Two two;
    private JsProcess theirs;
    private Path car;
    private Cid root;

    @Before
    public void start() throws Exception {
        Assume.assumeTrue(JsPeer.available());
        two = new Two(GraphSyncSettings.STANDARD);
        theirs = JsPeer.start();
        byte[] bytes = new byte[3_000_000];
        new Random(5).nextBytes(bytes);
        // The second half is the first again: links that lead to blocks met before.
        System.arraycopy(bytes, 0, bytes, 1_500_000, 1_500_000);
        car = folder.getRoot().toPath().resolve("car");
        root = Cars.ofFile(
                new ByteArrayInputStream(bytes),
                new UnixFsOptions(50_000, 7, UnixFsOptions.Layout.BALANCED, true, 1, true),
                car);
        two.bob.peers().learn(theirs.id(), List.of(theirs.address()), Duration.ofHours(1));
    }

    @After
    public void close() {
        if (theirs != null) {
            theirs.close();
            two.close();
        }
    }

    private String bobsAddress() {
        return two.bob.addresses().get(0).withPeer(two.bob.id()).toString();
    }

    private void theyLoad() {
        theirs.ask("load", Map.of("car", car.toAbsolutePath().toString())).join();
    }

    @Test
    public void weFetchADagFromThem() throws Exception {
        theyLoad();
        Map<Cid, byte[]> landed = new LinkedHashMap<>();
        fetch(theirs.id(), landed).get(60, TimeUnit.SECONDS);
        assertThat(landed.size()).isEqualTo(blocks(car));
        assertThat(landed.keySet().iterator().next()).isEqualTo(root);
    }

    private CompletableFuture<Void> fetch(PeerId from, Map<Cid, byte[]> landed) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        two.bobs
                .channels(two.bob.id())
                .exchange()
                .request(
                        from,
                        root,
                        Selector.all(),
                        Map.of(),
                        new Landing() {
                            @Override
                            public boolean has(Cid cid) {
                                return landed.containsKey(cid);
                            }

                            @Override
                            public byte[] get(Cid cid) {
                                return landed.get(cid);
                            }

                            @Override
                            public void put(Cid cid, byte[] block) {
                                landed.put(cid, block);
                            }
                        },
                        new PullListener() {
                            @Override
                            public void responded(int status, Map<String, Node> extensions) {}

                            @Override
                            public void completed() {
                                done.complete(null);
                            }

                            @Override
                            public void failed(TransportException why) {
                                done.completeExceptionally(why);
                            }
                        });
        return done;
    }

    private static int blocks(Path car) throws Exception {
        try (io.fondaco.codec.car.CarFile file = io.fondaco.codec.car.CarFile.open(car)) {
            return file.index().size();
        }
    }

    @Test
    public void theyFetchWhatWeOfferToAnybody() throws Exception {
        two.bobs.offerings().offer(two.bob.id(), car);
        JsonNode answer = theirs.ask("pull", Map.of("to", bobsAddress(), "root", root.toString()))
                .join();
        assertThat(answer.get("blocks").asInt()).isEqualTo(blocks(car));
    }

    @Test
    public void theyAreRefusedWhatWeDoNotOffer() throws Exception {
        Map<String, Object> ask = Map.of("to", bobsAddress(), "root", root.toString());
        assertThat(theirs.ask("status", ask).join().get("status").asInt()).isEqualTo(30);
        Path other = folder.getRoot().toPath().resolve("other");
        Files.write(other, Cars.ofLength(500));
        two.bobs.offerings().offer(two.bob.id(), other);
        assertThat(theirs.ask("status", ask).join().get("status").asInt()).isEqualTo(34);
    }

    @Test
    public void theyPullThroughAChannelWithAVoucher() throws Exception {
        two.bobHas(car);
        JsonNode answer = theirs.ask(
                        "pull",
                        Map.of("to", bobsAddress(), "root", root.toString(), "voucherType", "test", "number", 7))
                .join();
        assertThat(answer.get("accepted").asBoolean()).isTrue();
        assertThat(answer.get("blocks").asInt()).isEqualTo(blocks(car));
    }

    @Test
    public void theyPushThroughAChannelWithAVoucher() throws Exception {
        theyLoad();
        Path file = folder.getRoot().toPath().resolve("bobs");
        CompletableFuture<Incoming> asked = new CompletableFuture<>();
        two.bobDecides = incoming -> {
            asked.complete(incoming);
            return new Decision.Accept(file, Two.size(car), Long.MAX_VALUE);
        };
        theirs.ask("push", Map.of("to", bobsAddress(), "root", root.toString(), "voucherType", "test"))
                .join();
        assertThat(asked.join().direction()).isEqualTo(Direction.PUSH);
        assertThat(asked.join().from()).isEqualTo(theirs.id());
        assertThat(asked.join().voucher().body()).isEqualTo(Two.VOUCHER.body());
        assertThat(file).hasSameBinaryContentAs(car);
        assertThat(two.bobHeard).last().isInstanceOf(TransferEvent.Completed.class);
    }
}
