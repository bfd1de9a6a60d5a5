package io.fondaco.transfer.graphsync;

import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.libp2p.Libp2pNetwork;
import io.fondaco.network.libp2p.Settings;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.spi.Reception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Alice, who begins transfers, and Bob, who answers: two houses, a real network between them. */
public final class Two implements AutoCloseable {

    public static final Voucher VOUCHER = new Voucher("test", new byte[] {(byte) 0x81, 1});

    /** Windows as small as they come on long ways, so that what is under way is little. */
    static final int WINDOW = 2 << 20;

    private static final Settings NETWORK = Settings.STANDARD.windowsUpTo(WINDOW);

    public final SystemTime time = new SystemTime("graphsync-test");
    public Libp2pNetwork aliceNet = new Libp2pNetwork(NETWORK, time, 1);
    public final Libp2pNetwork bobNet = new Libp2pNetwork(NETWORK, time, 1);
    public Host alice = PlainParty.host(aliceNet, new SeededKeys(), "alice");
    public final Host bob = PlainParty.host(bobNet, new SeededKeys(), "bob");
    public GraphSyncTransport alices;
    public final GraphSyncTransport bobs;
    public final List<TransferEvent> bobHeard = Collections.synchronizedList(new ArrayList<>());
    private final List<Registration> attached = new ArrayList<>();
    public volatile Function<Incoming, Decision> bobDecides = incoming -> new Decision.Refuse("Bob wants nothing");
    private volatile Consumer<TransferEvent> onBob = event -> {};
    private final GraphSyncSettings settings;
    private long number;

    public Two(GraphSyncSettings settings) {
        this(settings, true);
    }

    /** @param introduced whether Alice knows where Bob is */
    public Two(GraphSyncSettings settings, boolean introduced) {
        this.settings = settings;
        alices = transportOfAlice();
        bobs = new GraphSyncTransport(
                new Reception() {
                    @Override
                    public Decision ask(Incoming incoming) {
                        return bobDecides.apply(incoming);
                    }

                    @Override
                    public void tell(TransferEvent event) {
                        bobHeard.add(event);
                        onBob.accept(event);
                    }
                },
                time,
                settings);
        attached.add(alices.attach(alice));
        attached.add(bobs.attach(bob));
        if (introduced) {
            alice.peers().learn(bob.id(), bob.addresses(), Duration.ofHours(1));
        }
    }

    private GraphSyncTransport transportOfAlice() {
        return new GraphSyncTransport(
                new Reception() {
                    @Override
                    public Decision ask(Incoming incoming) {
                        return new Decision.Refuse("Alice wants nothing");
                    }

                    @Override
                    public void tell(TransferEvent event) {}
                },
                time,
                settings);
    }

    /** Alice again, with the same keys and files, and no memory but one way to Bob. */
    void restartAlice(Multiaddr bobAt) {
        alices.close();
        aliceNet.close();
        aliceNet = new Libp2pNetwork(NETWORK, time, 1);
        alice = PlainParty.host(aliceNet, new SeededKeys(), "alice");
        alices = transportOfAlice();
        attached.add(alices.attach(alice));
        alice.peers().learn(bob.id(), List.of(bobAt), Duration.ofHours(1));
    }

    public TransferOrder order(Direction direction, Cid root, Path file, long bytes, long most) {
        return new TransferOrder(
                new TransferId(alice.id(), Optional.of(bob.id()), ++number),
                direction,
                GraphSyncTransport.NAME,
                Optional.empty(),
                Map.of(),
                Optional.of(VOUCHER),
                root,
                file,
                bytes,
                most);
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has something done with each event told to Bob. */
    void onBob(Consumer<TransferEvent> then) {
        onBob = then;
    }

    /** The first event of a kind told to Bob, also if he heard it already. */
    <T extends TransferEvent> CompletableFuture<T> heard(Class<T> kind) {
        CompletableFuture<T> heard = new CompletableFuture<>();
        onBob(event -> {
            if (kind.isInstance(event)) {
                heard.complete(kind.cast(event));
            }
        });
        List.copyOf(bobHeard).forEach(onBob);
        return heard;
    }

    public void bobHas(Path file) {
        bobDecides = incoming -> new Decision.Accept(file, -1, Long.MAX_VALUE);
    }

    @Override
    public void close() {
        attached.forEach(Registration::close);
        alices.close();
        bobs.close();
        aliceNet.close();
        bobNet.close();
        time.close();
    }
}
