package io.fondaco.transfer.graphsync;

import io.fondaco.testing.tck.transfer.TransportContract;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.spi.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.After;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** The contract for one direction. */
public abstract class GraphSyncContract extends TransportContract {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Direction direction;
    private final Map<TransferId, Path> bobs = new ConcurrentHashMap<>();
    private final Two two = new Two(GraphSyncSettings.STANDARD);
    private int number;

    protected GraphSyncContract(Direction direction) {
        this.direction = direction;
        two.bobDecides = incoming -> {
            Path bob = bobs.get(incoming.id());
            return bob == null ? new Decision.Refuse("not here") : new Decision.Accept(bob, -1, Long.MAX_VALUE);
        };
    }

    @After
    public void close() {
        two.close();
    }

    @Override
    protected Transport transport() {
        return two.alices;
    }

    @Override
    protected byte[] content(int length) {
        return Cars.ofLength(length);
    }

    @Override
    protected byte[] smallest() {
        return Cars.ofLength(97);
    }

    @Override
    protected TransferOrder order(byte[] content, long bytes, long most) throws Exception {
        number++;
        Path alices = folder.getRoot().toPath().resolve("alice-" + number);
        Path bob = folder.getRoot().toPath().resolve("bob-" + number);
        TransferOrder order = two.order(direction, Cars.root(content), alices, bytes, most);
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
        TransferOrder order = order(smallest(), 97, 97);
        bobs.remove(order.id());
        return order;
    }
}
