package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.MessageReader;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Action;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Block;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Kind;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Met;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Request;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Response;
import io.fondaco.transfer.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A peer that says whatever the test has her say, and Bob, who has an exchange. */
final class Mallory implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    final InProcessNetwork network;
    final Host mallory;
    final Host bob;
    final Exchange bobs;
    final Memory memory;
    final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    final Semaphore pulses = new Semaphore(0);
    final CompletableFuture<Throwable> cutOff = new CompletableFuture<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private Stream stream;
    private CompletionStage<Void> writing = CompletableFuture.completedFuture(null);

    Mallory(Time time, Limits limits, Door door) {
        network = new InProcessNetwork(time);
        mallory = PlainParty.host(network, new SeededKeys(), "mallory");
        bob = PlainParty.host(network, new SeededKeys(), "bob");
        memory = new Memory(limits.perPeer(), limits.total());
        bobs = new Exchange(bob, time, limits, memory, workers, door);
    }

    Mallory listening() {
        mallory.answer(
                new Protocol(Message.PROTOCOL, Message.MOST, Duration.ofMinutes(5)),
                incoming -> hear(new MessageReader(incoming, 8 << 20)));
        return this;
    }

    /** Takes streams and never reads them. */
    Mallory deaf() {
        mallory.answer(new Protocol(Message.PROTOCOL, Message.MOST, Duration.ofMinutes(5)), incoming -> {});
        return this;
    }

    private void hear(MessageReader reader) {
        reader.next().whenComplete((message, failure) -> {
            if (failure == null && message.isPresent()) {
                Message said = MessageCodec.decode(message.get());
                if (said.requests().isEmpty() && said.responses().isEmpty()) {
                    pulses.release();
                } else {
                    heard.add(said);
                }
                hear(reader);
            }
        });
    }

    Message next() throws InterruptedException {
        Message message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("Bob says nothing");
        }
        return message;
    }

    /** The next message that has a response, and that response. */
    Response response() throws InterruptedException {
        Message message = next();
        while (message.responses().isEmpty()) {
            message = next();
        }
        return message.responses().get(0);
    }

    /** Responses to one request until the last. */
    List<Response> responses() throws InterruptedException {
        List<Response> all = new ArrayList<>();
        do {
            all.add(response());
        } while (!Status.last(all.get(all.size() - 1).status()));
        return all;
    }

    void says(Message message) throws Exception {
        says(MessageCodec.framed(message));
    }

    void says(ByteBuffer bytes) throws Exception {
        if (stream == null) {
            stream = mallory.dial(bob.id(), List.of(Message.PROTOCOL))
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            stream.read().whenComplete((none, failure) -> cutOff.complete(failure));
        }
        writing = writing.handle((done, failure) -> null).thenCompose(before -> stream.write(bytes));
    }

    /** One more stream of hers. */
    Stream opens() throws Exception {
        Stream open = mallory.dial(bob.id(), List.of(Message.PROTOCOL))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        open.write(MessageCodec.framed(new Message(List.of(), List.of(), List.of())));
        return open;
    }

    void asks(UUID id, Cid root, Node selector, Map<String, Node> extensions) throws Exception {
        says(new Message(
                List.of(new Request(id, Kind.NEW, 0, Optional.of(root), Optional.of(selector), extensions)),
                List.of(),
                List.of()));
    }

    void asks(UUID id, Cid root) throws Exception {
        asks(id, root, Selector.all().toNode(), Map.of());
    }

    void answers(UUID id, int status, List<Met> met, byte[]... blocks) throws Exception {
        List<Block> all = new ArrayList<>();
        for (byte[] block : blocks) {
            all.add(new Block(new Prefix(1, Cid.RAW, Multihash.SHA2_256, 32), block));
        }
        says(new Message(List.of(), List.of(new Response(id, status, met, Map.of())), all));
    }

    static Cid raw(byte[] block) {
        return Cid.v1(Cid.RAW, Multihash.sha256(block));
    }

    static Met met(Cid cid, Action action) {
        return new Met(cid, action);
    }

    /** A request of Bob's. */
    static final class Asked implements Landing, PullListener {
        final Map<Cid, byte[]> landed = new LinkedHashMap<>();
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final CompletableFuture<Integer> status = new CompletableFuture<>();
        Pull pull;

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

        @Override
        public void responded(int code, Map<String, Node> extensions) {
            status.complete(code);
        }

        @Override
        public void completed() {
            done.complete(null);
        }

        @Override
        public void failed(TransportException why) {
            done.completeExceptionally(why);
        }

        TransportException failure() throws Exception {
            try {
                done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                throw new AssertionError("it succeeded");
            } catch (ExecutionException e) {
                return (TransportException) e.getCause();
            }
        }
    }

    Asked bobAsks(Cid root) {
        Asked asked = new Asked();
        asked.pull = bobs.request(mallory.id(), root, Selector.all(), Map.of(), asked, asked);
        return asked;
    }

    @Override
    public void close() {
        bobs.close();
        network.close();
        workers.shutdownNow();
    }
}
