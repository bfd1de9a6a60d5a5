package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.Deals;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.Registration;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A market that opens, or cannot. */
public class OpeningTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** An engine that cannot run the client's table. */
    private record Halved(DealEngine whole, Throwable broken) implements DealEngine {
        @Override
        public <S extends Enum<S>, E, R extends Record, W> Machine<E, R> run(DealTable<S, E, R, W> table, W world) {
            if (table.name().equals("storage.client")) {
                if (broken instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) broken;
            }
            return whole.run(table, world);
        }
    }

    @Test
    public void leavesNothingOpenWhenHalfOfItCannotBeOpened() throws Exception {
        MemoryStore store = new MemoryStore();
        try (StorageNode node = new StorageNode(
                store, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE)) {
            node.market().close();
            AtomicInteger watches = new AtomicInteger();
            Deals counted = counting(node.engine(), watches);
            for (Throwable broken : List.of(new IllegalStateException("no"), new NoClassDefFoundError("gone"))) {
                DealEngine half = new Halved(node.engine(), broken);
                assertThatThrownBy(() -> new StorageMarket(
                                node.house(), half, counted, StorageNode.QUICK, List.of(node.alice(), node.bob())))
                        .isSameAs(broken);
                assertThat(watches).hasValue(0);
                assertThat(node.engine().tables()).isEmpty();
            }
            new StorageMarket(
                            node.house(), node.engine(), counted, StorageNode.QUICK, List.of(node.alice(), node.bob()))
                    .close();
        }
    }

    private static Deals counting(Deals deals, AtomicInteger watches) {
        return (Deals) Proxy.newProxyInstance(
                OpeningTest.class.getClassLoader(), new Class<?>[] {Deals.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(deals, arguments);
                    if (!method.getName().equals("watch")) {
                        return answer;
                    }
                    watches.incrementAndGet();
                    return (Registration) () -> {
                        watches.decrementAndGet();
                        ((Registration) answer).close();
                    };
                });
    }
}
