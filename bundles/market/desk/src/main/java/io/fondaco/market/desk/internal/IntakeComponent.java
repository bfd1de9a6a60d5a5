package io.fondaco.market.desk.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.Deals;
import io.fondaco.market.Fetched;
import io.fondaco.market.Intake;
import io.fondaco.market.Payload;
import io.fondaco.model.Cid;
import io.fondaco.model.Progress;
import io.fondaco.party.Party;
import io.fondaco.persistence.Blobs;
import io.fondaco.sector.SectorIntake;
import io.fondaco.transfer.Transfers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Intake as a service: two files at once, the rest wait. */
@Component(service = Intake.class, immediate = true)
public final class IntakeComponent implements Intake {

    private final ExecutorService workers;
    private final Preparing preparing;
    private final Fetching fetching;

    @Activate
    public IntakeComponent(
            @Reference Blobs blobs,
            @Reference Deals deals,
            @Reference Chain chain,
            @Reference Transfers transfers,
            @Reference SectorIntake sectors) {
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "fondaco-desk-intake-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        preparing = new Preparing(blobs);
        fetching = new Fetching(blobs, deals, chain, transfers, sectors);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Party party) {
        fetching.enter(party);
    }

    public void leave(Party party) {
        fetching.leave(party);
    }

    @Deactivate
    public void close() {
        workers.shutdownNow();
        fetching.close();
    }

    @Override
    public CompletionStage<Payload> prepare(Path file, Progress progress) {
        return does(() -> preparing.prepare(file, progress));
    }

    @Override
    public CompletionStage<Fetched> fetch(String client, Cid root, Path out, Progress progress) {
        return does(() -> fetching.fetch(client, root, out, progress));
    }

    private <T> CompletionStage<T> does(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
