package io.fondaco.transfer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Voucher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.After;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** A dispatcher whose time is turned by hand, with alice who begins transfers and bob who answers them. */
public abstract class DispatcherHouse {

    static final PeerId ALICE = peer(1);
    static final PeerId BOB = peer(2);
    static final Voucher VOUCHER = new Voucher("test", new byte[] {1});

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    final HandCrankedTime time = new HandCrankedTime();
    final PretendTransport transport = new PretendTransport("local");
    final List<TransferEvent> alice = new ArrayList<>();
    final List<TransferEvent> bob = new ArrayList<>();
    Dispatcher dispatcher = dispatcher(settings(20, 20, 15));

    Dispatcher dispatcher(Settings settings) {
        Dispatcher made = new Dispatcher(time, settings, new Random(1), Runnable::run);
        made.listen(ALICE, alice::add);
        made.listen(BOB, bob::add);
        return made;
    }

    static Settings settings(int atOnce, int perPeer, int attempts) {
        return new Settings(
                atOnce,
                perPeer,
                attempts,
                Duration.ofSeconds(5),
                1.5,
                Duration.ofMinutes(10),
                0,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }

    @After
    public void close() {
        dispatcher.close();
    }

    static PeerId peer(int number) {
        byte[] key = new byte[36];
        key[35] = (byte) number;
        return PeerId.fromPublicKey(key);
    }

    static TransferId id(long number, PeerId responder) {
        return new TransferId(ALICE, Optional.of(responder), number);
    }

    static TransferOrder push(long number, PeerId responder) {
        return order(id(number, responder), Direction.PUSH, Path.of("nowhere"));
    }

    static TransferOrder order(TransferId id, Direction direction, Path file) {
        return new TransferOrder(
                id,
                direction,
                "local",
                Optional.empty(),
                Map.of(),
                Optional.of(VOUCHER),
                Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1})),
                file,
                100,
                100);
    }

    static List<String> kinds(List<TransferEvent> events) {
        return events.stream().map(e -> e.getClass().getSimpleName()).toList();
    }

    TransferView view() {
        assertThat(dispatcher.list()).hasSize(1);
        return dispatcher.list().get(0);
    }

    static Incoming incoming(boolean known) {
        TransferOrder order = push(1, BOB);
        return new Incoming(order.id(), BOB, ALICE, order.direction(), VOUCHER, order.root(), known);
    }
}
