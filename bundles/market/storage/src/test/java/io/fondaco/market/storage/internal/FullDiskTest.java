package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.deal.engine.Probe;
import io.fondaco.model.DealId;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.memory.MemoryStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Deals of a house whose disk is full for a moment, at the worst moment. */
public class FullDiskTest {

    /** In epochs, of 50 ms: a deal that is refused looks again a few times before it starts. */
    private static final int LEAD = 200;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final MemoryStore store = new MemoryStore();
    private StorageNode node;
    private DealWatch watch;

    private void open(Journal journal, UnaryOperator<StorageMarketActor> seen) throws IOException {
        node = new StorageNode(
                journal, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE, seen);
        watch = new DealWatch(node);
    }

    @After
    public void close() {
        node.close();
        assertThat(node.chain().audit()).isEmpty();
    }

    private static <T> T as(Class<T> type, T inner, java.util.function.BiFunction<Method, Object[], Object> instead) {
        return type.cast(Proxy.newProxyInstance(
                FullDiskTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = instead.apply(method, arguments);
                    if (answer != null) {
                        return answer;
                    }
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    /** A journal that refuses the first two events of each of these kinds in each deal. */
    private Journal refusing(String... kinds) {
        Map<String, Integer> refused = new ConcurrentHashMap<>();
        List<String> all = List.of(kinds);
        return as(Journal.class, store, (method, arguments) -> {
            boolean refuse = method.getName().equals("append")
                    && arguments[0] instanceof NewEntry e
                    && all.contains(e.kind())
                    && refused.merge(e.stream() + e.kind(), 1, Integer::sum) <= 2;
            return refuse ? CompletableFuture.failedFuture(new StoreException("disk full")) : null;
        });
    }

    private DealId offer() throws Exception {
        return DealWatch.get(node.market().offer(node.offer(node.prepare(1, 50_000), LEAD)));
    }

    @Test
    public void aTransferWhoseEndCouldNotBeStoredOnEitherSideIsFoundOutToBeOver() throws Exception {
        open(refusing("DataTransferComplete", "DataTransferCompleted"), actor -> actor);
        DealId client = offer();
        watch.until(client, d -> d.state().equals("AwaitingPreCommit"));
        assertThat(watch.events(client)).containsOnlyOnce("DataTransferComplete");
        assertThat(watch.events(new DealId(client.local(), "bob"))).containsOnlyOnce("DataTransferCompleted");
    }

    @Test
    public void aTransferOfWhichNothingCouldBeStoredIsFoundOutToBeOver() throws Exception {
        open(refusing("DataTransferInitiated", "DataTransferComplete", "DataTransferCompleted"), actor -> actor);
        DealId client = offer();
        watch.until(client, d -> d.state().equals("AwaitingPreCommit"));
        assertThat(watch.events(new DealId(client.local(), "bob"))).containsOnlyOnce("DataTransferCompleted");
    }

    @Test
    public void moneyThatCouldNotBeReleasedIsSaidSoAndReleasedLaterOnBothSides() throws Exception {
        Set<Object> refused = ConcurrentHashMap.newKeySet();
        open(
                store,
                actor -> as(
                        StorageMarketActor.class,
                        actor,
                        (method, arguments) -> method.getName().equals("release") && refused.add(arguments[0])
                                ? CompletableFuture.failedFuture(new ChainException(
                                        ChainException.Reason.UNAVAILABLE, "the ledger cannot write"))
                                : null));
        DealId client = offer();
        DealId provider = new DealId(client.local(), "bob");
        watch.until(provider, d -> d.state().equals("Publishing"));
        while (node.engine().find(provider.toString()).fault().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(node.engine().explain(provider).waitingFor())
                .contains("storage.provider/" + client.local() + " could not be released: ")
                .contains("the ledger cannot write");
        watch.until(client, d -> d.state().equals("AwaitingPreCommit"));
        assertThat(refused).hasSize(2);
        assertThat(watch.events(client)).containsSubsequence("FundsReleased", "DealPublished");
        assertThat(watch.events(provider)).containsSubsequence("FundsReleased", "DealPublished");
        EscrowBalance left = node.chain().escrow(node.alice().wallet());
        assertThat(left.reserved()).isEqualTo(TokenAmount.ZERO);
        assertThat(node.chain().escrow(node.bob().miner().orElseThrow()).reserved())
                .isEqualTo(TokenAmount.ZERO);
    }
}
