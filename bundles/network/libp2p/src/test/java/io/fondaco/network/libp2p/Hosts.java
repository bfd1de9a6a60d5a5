package io.fondaco.network.libp2p;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.internal.host.Libp2pHost;
import io.fondaco.network.libp2p.internal.host.PeerWatcher;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Hosts for tests, on networks of their own so that they find each other only through what they are told. */
public final class Hosts implements AutoCloseable {

    static final String ECHO = "/echo/1.0.0";

    /** Buffers that were collected without having been given back, in this JVM. */
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int interval, long maxActive) {
                return newResourceLeakDetector(resource, interval);
            }

            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
                ResourceLeakDetector<T> detector = new ResourceLeakDetector<>(resource, interval);
                detector.setLeakListener((type, records) -> LEAKS.add(type + records));
                return detector;
            }
        });
    }

    private final SystemTime time = new SystemTime("network-test");
    private final List<AutoCloseable> open = new ArrayList<>();
    private int seed;

    public static Identity identity(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return identity(PeerKeyPair.ofSeed(bytes));
    }

    static Identity identity(PeerKeyPair keys) {
        return Identity.of(keys.peerId(), keys.publicKey().toBytes(), keys::sign);
    }

    Host host(Settings settings) {
        return host(settings, identity(++seed));
    }

    Host host(Settings settings, Identity identity) {
        Libp2pNetwork network = new Libp2pNetwork(settings, time, 1);
        open.add(network);
        Host host = await(network.open(identity, List.of()));
        host.answer(new Protocol(ECHO, 1 << 20, Duration.ofSeconds(30)), Hosts::echo);
        return host;
    }

    static void introduce(Host to, Host of) {
        to.peers().learn(of.id(), of.addresses(), Duration.ofHours(1));
    }

    static void introduce(Host to, PeerId peer, Multiaddr address) {
        to.peers().learn(peer, List.of(address), Duration.ofHours(1));
    }

    /** What a peer has said of itself, once it has. */
    static PeerView identified(Host host, PeerId peer) {
        CompletableFuture<PeerView> known = new CompletableFuture<>();
        try (Registration watching = ((Libp2pHost) host).watch(new PeerWatcher() {
            @Override
            public void identified(PeerId who) {
                if (who.equals(peer)) {
                    known.complete(host.peers().find(peer).orElseThrow());
                }
            }

            @Override
            public void gone(PeerId who) {}
        })) {
            host.peers().find(peer).filter(view -> !view.agent().isEmpty()).ifPresent(known::complete);
            return await(known);
        }
    }

    /** Completes when the last connection with a peer is gone and everything it held is given back. */
    static CompletableFuture<Void> gone(Host host, PeerId peer) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        ((Libp2pHost) host).watch(new PeerWatcher() {
            @Override
            public void identified(PeerId who) {}

            @Override
            public void gone(PeerId who) {
                if (who.equals(peer)) {
                    gone.complete(null);
                }
            }
        });
        return gone;
    }

    static void echo(Stream stream) {
        stream.read().whenComplete((bytes, failure) -> {
            if (failure != null) {
                return;
            }
            if (bytes.isEmpty()) {
                stream.close();
                return;
            }
            stream.write(bytes.get()).whenComplete((done, cut) -> {
                if (cut == null) {
                    echo(stream);
                }
            });
        });
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Writes while reading, and ends; all that came back. */
    static byte[] roundTrip(Stream stream, byte[] bytes) {
        CompletionStage<Void> sent = stream.write(ByteBuffer.wrap(bytes)).thenCompose(done -> stream.closeWrite());
        byte[] back = readAll(stream);
        await(sent);
        return back;
    }

    static byte[] readAll(Stream stream) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        while (true) {
            var next = await(stream.read());
            if (next.isEmpty()) {
                return all.toByteArray();
            }
            byte[] part = new byte[next.get().remaining()];
            next.get().get(part);
            all.writeBytes(part);
        }
    }

    /** Until a collection has seen what is not used any more. */
    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> gone = new ReferenceQueue<>();
        PhantomReference<Object> unused = new PhantomReference<>(new Object(), gone);
        do {
            System.gc();
        } while (gone.remove(100) != unused);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        time.close();
        collect();
        // Leaks are noticed when the next buffer is made.
        ByteBufAllocator.DEFAULT.buffer().release();
        if (!LEAKS.isEmpty()) {
            throw new AssertionError("buffers were not given back: " + LEAKS);
        }
    }
}
