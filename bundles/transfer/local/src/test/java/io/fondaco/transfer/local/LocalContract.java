package io.fondaco.transfer.local;

import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.tck.transfer.TransportContract;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.After;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** The contract for one direction. */
public abstract class LocalContract extends TransportContract implements Reception {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Direction direction;
    private final Map<TransferId, Path> bobs = new ConcurrentHashMap<>();
    private final LocalTransport transport = new LocalTransport(this, new HandCrankedTime(), 4, 0);
    private long number;

    protected LocalContract(Direction direction) {
        this.direction = direction;
    }

    @After
    public void close() {
        transport.close();
    }

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TransferOrder order(byte[] content, long bytes, long most) throws Exception {
        number++;
        Path alices = folder.getRoot().toPath().resolve("alice-" + number);
        Path bob = folder.getRoot().toPath().resolve("bob-" + number);
        TransferOrder order = TwoParties.order(number, direction, alices, bytes, most);
        bobs.put(order.id(), bob);
        Files.write(direction == Direction.PUSH ? alices : bob, content);
        return order;
    }

    @Override
    protected Path filled(TransferOrder order) {
        return order.direction() == Direction.PUSH ? bobs.get(order.id()) : order.file();
    }

    @Override
    protected TransferOrder impossible() throws Exception {
        TransferOrder order = order(new byte[] {1}, 1, 1);
        bobs.remove(order.id());
        return order;
    }

    @Override
    public Decision ask(Incoming incoming) {
        Path bob = bobs.get(incoming.id());
        return bob == null ? new Decision.Refuse("not here") : new Decision.Accept(bob, -1, Long.MAX_VALUE);
    }

    @Override
    public void tell(TransferEvent event) {}
}
