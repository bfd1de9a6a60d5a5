package io.fondaco.market.storage.internal;

import static io.fondaco.market.storage.internal.DealWatch.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Offer;
import io.fondaco.market.Payload;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What happens while somebody brings the data of an offline deal. */
public class ImportTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Done once, when the draft of the deal is asked for next. */
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();

    private Watched blobs;
    private StorageNode node;
    private DealWatch watch;
    private DealId provider;
    private Path car;

    @Before
    public void waitForData() throws Exception {
        MemoryStore store = new MemoryStore();
        blobs = new Watched(new FileBlobs(folder.getRoot().toPath()));
        node = new StorageNode(store, store, blobs, StorageNode.QUICK, Probe.NONE);
        watch = new DealWatch(node);
        Payload payload = node.prepare(1, 50_000);
        car = node.blobs().find(payload.pieceCid()).orElseThrow().path();
        Offer o = node.offer(payload);
        DealId client = get(node.market()
                .offer(new Offer(
                        o.market(),
                        o.client(),
                        o.provider(),
                        payload,
                        "manual",
                        o.location(),
                        o.start(),
                        o.duration(),
                        o.pricePerEpoch(),
                        false)));
        provider = new DealId(client.local(), "bob");
        watch.until(client, deal -> deal.state().equals("CheckForAcceptance"));
        watch.until(provider, deal -> deal.state().equals("WaitingForData"));
    }

    @After
    public void close() {
        node.close();
    }

    @Test
    public void aSecondFileIsRefusedWhileTheFirstIsCopied() throws Exception {
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        meanwhile.set(() ->
                node.market().importData(provider, car).whenComplete((done, failure) -> second.complete(failure)));
        get(node.market().importData(provider, car));
        assertThat(get(second)).isInstanceOf(IllegalStateException.class).hasMessageContaining("already");
        watch.until(provider, deal -> !deal.open());
        assertThat(node.engine().find(provider.toString()).state()).isEqualTo("Expired");
    }

    @Test
    public void aDealThatEndsWhileItsFileIsCopiedKeepsNoneOfIt() throws Exception {
        meanwhile.set(() -> {
            try {
                get(node.engine().cancel(provider, "no room after all"));
                watch.until(provider, deal -> !deal.open());
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        assertThatThrownBy(() -> get(node.market().importData(provider, car)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("does not wait for data");
        assertThat(blobs.drafts("deal-")).isEmpty();
    }

    /** Does something when the import asks for the draft; wakes and steps have threads of the engine's. */
    private final class Watched implements Blobs {
        private final Blobs blobs;

        private Watched(Blobs blobs) {
            this.blobs = blobs;
        }

        @Override
        public Draft draft(String name) throws IOException {
            boolean engine = Thread.currentThread().getName().startsWith("fondaco-deal");
            Runnable then = engine || !name.startsWith("deal-") ? null : meanwhile.getAndSet(null);
            if (then != null) {
                then.run();
            }
            return blobs.draft(name);
        }

        @Override
        public List<String> drafts(String prefix) throws IOException {
            return blobs.drafts(prefix);
        }

        @Override
        public Optional<Blob> find(Cid cid) {
            return blobs.find(cid);
        }

        @Override
        public boolean delete(Cid cid) throws IOException {
            return blobs.delete(cid);
        }

        @Override
        public boolean discard(String name) throws IOException {
            return blobs.discard(name);
        }

        @Override
        public long free() throws IOException {
            return blobs.free();
        }
    }
}
