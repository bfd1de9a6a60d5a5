package io.fondaco.transfer.graphsync.internal.graphsync;

import static io.fondaco.transfer.graphsync.internal.graphsync.Mallory.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.network.NetworkException;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Action;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Met;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What Bob answers to whoever asks him. */
public class ServingTest {

    private static final UUID ID = new UUID(1, 2);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private final List<Serve> served = Collections.synchronizedList(new ArrayList<>());
    private boolean paused;
    private Mallory mallory;

    private final Door door = new Door() {
        @Override
        public Answer asked(PeerId from, Message.Request request, Serve serve) throws IOException {
            served.add(serve);
            return new Answer.Serving(
                    CarFile.open(car()), Map.of(), paused ? Set.of(Holder.THIS_SIDE) : Set.of(), new ServeListener() {
                        @Override
                        public Verdict sending(long sent, long walked) {
                            return GO_ON;
                        }

                        @Override
                        public void completed() {
                            ends.add("completed");
                        }

                        @Override
                        public void broken(String why) {
                            broken.complete(why);
                        }
                    });
        }

        @Override
        public void updated(PeerId from, Message.Request request) {}
    };

    private Mallory mallory(Limits limits) {
        mallory = new Mallory(new HandCrankedTime(), limits, door);
        return mallory;
    }

    @After
    public void close() {
        mallory.close();
    }

    private Path car() {
        return folder.getRoot().toPath().resolve("car");
    }

    private Cid write(byte[] root, byte[]... leaves) throws IOException {
        Cid cid = DagCbor.cid(root);
        try (CarWriter writer = CarWriter.open(
                FileChannel.open(car(), StandardOpenOption.CREATE, StandardOpenOption.WRITE), List.of(cid))) {
            writer.put(cid, ByteBuffer.wrap(root));
            for (byte[] leaf : leaves) {
                writer.put(raw(leaf), ByteBuffer.wrap(leaf));
            }
        }
        return cid;
    }

    private static byte[] list(Cid... links) {
        return DagCbor.encode(
                new ListNode(java.util.Arrays.stream(links).map(Node::of).toList()));
    }

    private static List<Action> actions(List<Response> responses) {
        return responses.stream()
                .flatMap(response -> response.met().stream())
                .map(Met::action)
                .toList();
    }

    private static final byte[] A = {1};
    private static final byte[] B = {2};

    @Test
    public void sendsEachBlockOnceAndSpeaksOfEveryLink() throws Exception {
        Cid root = write(list(raw(A), raw(B), raw(A)), A, B);
        mallory(Limits.STANDARD).listening().asks(ID, root);
        List<Response> responses = mallory.responses();
        assertThat(responses.get(responses.size() - 1).status()).isEqualTo(Status.COMPLETED);
        assertThat(actions(responses)).containsExactly(Action.PRESENT, Action.PRESENT, Action.PRESENT, Action.NOT_SENT);
    }

    @Test
    public void doesNotSendWhatThePeerSaysItHas() throws Exception {
        Cid root = write(list(raw(A), raw(B)), A, B);
        mallory(Limits.STANDARD)
                .listening()
                .asks(ID, root, Selector.all().toNode(), Map.of(Serve.NOT_THESE, Node.list(Node.of(raw(B)))));
        assertThat(actions(mallory.responses())).containsExactly(Action.PRESENT, Action.PRESENT, Action.NOT_SENT);
        mallory.asks(new UUID(1, 3), root, Selector.all().toNode(), Map.of(Serve.NOT_THE_FIRST, Node.of(2)));
        assertThat(actions(mallory.responses())).containsExactly(Action.NOT_SENT, Action.NOT_SENT, Action.PRESENT);
    }

    @Test
    public void goesOnBesideABlockItLacks() throws Exception {
        Cid root = write(list(raw(A), raw(B)), B);
        mallory(Limits.STANDARD).listening().asks(ID, root);
        List<Response> responses = mallory.responses();
        assertThat(actions(responses)).containsExactly(Action.PRESENT, Action.MISSING, Action.PRESENT);
        assertThat(responses.get(responses.size() - 1).status()).isEqualTo(Status.COMPLETED_PARTIAL);
        assertThat(broken.get(30, TimeUnit.SECONDS)).isEqualTo("blocks are missing");
    }

    @Test
    public void saysThatItDoesNotHaveARoot() throws Exception {
        write(list(raw(A)), A);
        mallory(Limits.STANDARD).listening().asks(ID, raw(B));
        assertThat(mallory.response().status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    public void rejectsSelectorsItCannotOrWillNotWalk() throws Exception {
        Cid root = write(list(raw(A)), A);
        mallory(Limits.STANDARD).listening();
        Selector deep = new Selector.ExploreRecursive(
                OptionalLong.of(101), new Selector.ExploreAll(new Selector.ExploreRecursiveEdge()));
        Selector other = new Selector.ExploreInterpretAs("unixfs", new Selector.Matcher());
        long id = 0;
        for (Node selector : List.of(deep.toNode(), other.toNode(), Node.of("all"))) {
            mallory.asks(new UUID(7, ++id), root, selector, Map.of());
            assertThat(mallory.response().status()).isEqualTo(Status.REJECTED);
        }
        assertThat(served).isEmpty();
    }

    @Test
    public void endsAWalkThatWouldGoOnForEver() throws Exception {
        // 2^40 links, in 41 blocks.
        byte[] block = list(raw(A), raw(A));
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            blocks.add(block);
            block = list(DagCbor.cid(block), DagCbor.cid(block));
        }
        Cid root = DagCbor.cid(block);
        try (CarWriter writer = CarWriter.open(
                FileChannel.open(car(), StandardOpenOption.CREATE, StandardOpenOption.WRITE), List.of(root))) {
            writer.put(root, ByteBuffer.wrap(block));
            for (byte[] one : blocks) {
                writer.put(DagCbor.cid(one), ByteBuffer.wrap(one));
            }
            writer.put(raw(A), ByteBuffer.wrap(A));
        }
        Limits limits = new Limits(
                6,
                64,
                16 << 20,
                256 << 20,
                new TraversalLimits(1000, 5000, 100, 1 << 20),
                1 << 30,
                Duration.ofMinutes(1));
        mallory(limits).listening().asks(ID, root);
        List<Response> responses = mallory.responses();
        assertThat(responses.get(responses.size() - 1).status()).isEqualTo(Status.FAILED);
        assertThat(broken.get(30, TimeUnit.SECONDS)).contains("more than 1000 nodes");
    }

    @Test
    public void rejectsAnIdThatIsInUseAndEndsWhatHadIt() throws Exception {
        Cid root = write(list(raw(A)), A);
        paused = true;
        mallory(Limits.STANDARD).listening().asks(ID, root);
        assertThat(mallory.response().status()).isEqualTo(Status.PAUSED);
        mallory.asks(ID, root);
        assertThat(mallory.response().status()).isEqualTo(Status.REJECTED);
        assertThat(broken.get(30, TimeUnit.SECONDS)).contains("used the id");
    }

    @Test
    public void servesSixAtOnceHasOthersWaitAndSendsAwayTheRest() throws Exception {
        Cid root = write(list(raw(A)), A);
        paused = true;
        mallory(new Limits(6, 2, 16 << 20, 256 << 20, Limits.STANDARD.budget(), 1 << 30, Duration.ofMinutes(1)))
                .listening();
        for (int i = 0; i < 6; i++) {
            mallory.asks(new UUID(3, i), root);
            assertThat(mallory.response().status()).isEqualTo(Status.PAUSED);
        }
        mallory.asks(new UUID(3, 6), root);
        mallory.asks(new UUID(3, 7), root);
        mallory.asks(new UUID(3, 8), root);
        Response busy = mallory.response();
        assertThat(busy.status()).isEqualTo(Status.BUSY);
        assertThat(busy.id()).isEqualTo(new UUID(3, 8));
        served.get(0).resume(Holder.THIS_SIDE, Map.of());
        List<Response> next = List.of(mallory.response(), mallory.response());
        assertThat(next.stream().map(Response::id)).containsExactlyInAnyOrder(new UUID(3, 0), new UUID(3, 6));
    }

    @Test(timeout = 60_000)
    public void holdsNoMoreThanItMayForAPeerThatDoesNotRead() throws Exception {
        List<Cid> links = new ArrayList<>();
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] leaf = new byte[1 << 20];
            leaf[0] = (byte) i;
            leaves.add(leaf);
            links.add(raw(leaf));
        }
        Cid root = write(list(links.toArray(new Cid[0])), leaves.toArray(new byte[0][]));
        long most = 6 << 20;
        mallory(new Limits(6, 64, most, most, Limits.STANDARD.budget(), 1L << 30, Duration.ofMinutes(1)))
                .deaf();
        for (int i = 0; i < 6; i++) {
            mallory.asks(new UUID(4, i), root);
        }
        // No further message has room then.
        while (mallory.memory.held() <= most - Limits.RESERVED) {
            Thread.onSpinWait();
        }
        mallory.bobs.close();
        assertThat(mallory.memory.peak()).isLessThanOrEqualTo(most);
        assertThat(broken.get(30, TimeUnit.SECONDS)).isNotBlank();
    }

    @Test
    public void stopsWhenThePeerCancels() throws Exception {
        Cid root = write(list(raw(A)), A);
        paused = true;
        mallory(Limits.STANDARD).listening().asks(ID, root);
        assertThat(mallory.response().status()).isEqualTo(Status.PAUSED);
        mallory.says(new Message(List.of(Message.Request.cancel(ID)), List.of(), List.of()));
        assertThat(broken.get(30, TimeUnit.SECONDS)).contains("has cancelled");
    }

    @Test
    public void goesOnWhereItPaused() throws Exception {
        Cid root = write(list(raw(A), raw(B)), A, B);
        paused = true;
        mallory(Limits.STANDARD).listening().asks(ID, root);
        assertThat(mallory.response().status()).isEqualTo(Status.PAUSED);
        served.get(0).resume(Holder.THIS_SIDE, Map.of("news", Node.of(1)));
        Response next = mallory.response();
        assertThat(next.status()).isEqualTo(Status.COMPLETED);
        assertThat(next.extensions()).containsEntry("news", Node.of(1));
        assertThat(next.met()).hasSize(3);
    }

    @Test
    public void goesOnOnlyWhenNobodyHoldsItBack() throws Exception {
        Cid root = write(list(raw(A), raw(B)), A, B);
        paused = true;
        mallory(Limits.STANDARD).listening().asks(ID, root);
        assertThat(mallory.response().status()).isEqualTo(Status.PAUSED);
        Serve serve = served.get(0);
        serve.pause(Holder.REVALIDATOR);
        serve.pause(Holder.PEER);
        serve.resume(Holder.PEER, Map.of());
        serve.resume(Holder.THIS_SIDE, Map.of("news", Node.of(1)));
        Response still = mallory.response();
        assertThat(still.status()).isEqualTo(Status.PAUSED);
        assertThat(still.extensions()).containsEntry("news", Node.of(1));
        serve.resume(Holder.REVALIDATOR, Map.of());
        assertThat(mallory.response().status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    public void cutsOffWhoAsksOnWithoutTakingTheAnswers() throws Exception {
        Cid root = write(list(raw(A)), A);
        paused = true;
        mallory(new Limits(1, 0, 16 << 20, 256 << 20, Limits.STANDARD.budget(), 1 << 30, Duration.ofMinutes(1)))
                .deaf();
        mallory.asks(ID, root);
        for (int i = 0; i < 8; i++) {
            List<Message.Request> flood = new ArrayList<>();
            for (int j = 0; j < Message.MOST_REQUESTS; j++) {
                flood.add(new Message.Request(
                        new UUID(100 + i, j),
                        Message.Kind.NEW,
                        0,
                        Optional.of(root),
                        Optional.of(Selector.all().toNode()),
                        Map.of()));
            }
            mallory.says(new Message(flood, List.of(), List.of()));
        }
        assertThat(mallory.cutOff.get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(broken.get(30, TimeUnit.SECONDS)).contains("does not take our answers");
    }

    @Test
    public void takesNoMoreThanEightStreamsOfAPeer() throws Exception {
        mallory(Limits.STANDARD).listening();
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (int i = 0; i <= Limits.STREAMS; i++) {
            ends.add(mallory.opens().read().toCompletableFuture());
        }
        assertThatThrownBy(() -> CompletableFuture.anyOf(ends.toArray(CompletableFuture<?>[]::new))
                        .get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NetworkException.class);
        assertThat(ends.stream().filter(CompletableFuture::isDone)).hasSize(1);
    }
}
