package io.fondaco.market.arfleet.internal.receipt;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts;
import io.fondaco.market.arfleet.internal.Programs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Receipts as a service. Needs no unit to check them, so that whoever has a file and a runtime can. */
@Component(service = Receipts.class)
public final class ReceiptsComponent implements Receipts {
    private static final long IDLE_SECONDS = 10;
    private static final int BUFFER = 1 << 16;

    private final List<ModuleRuntime> runtimes = new CopyOnWriteArrayList<>();
    private final AtomicReference<AoUnit> unit = new AtomicReference<>();
    private final ThreadPoolExecutor clerk;

    @Activate
    public ReceiptsComponent() {
        clerk = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "fondaco-arfleet-receipts");
            thread.setDaemon(true);
            return thread;
        });
        clerk.allowCoreThreadTimeOut(true);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(ModuleRuntime runtime) {
        runtimes.add(runtime);
    }

    public void leave(ModuleRuntime runtime) {
        runtimes.remove(runtime);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "close")
    public void open(AoUnit here) {
        unit.set(here);
    }

    public void close(AoUnit gone) {
        // Another may have come before this one went.
        unit.compareAndSet(gone, null);
    }

    /** Ends what is being written: its readers are told. */
    @Deactivate
    public void stop() {
        clerk.shutdownNow()
                .forEach(waiting ->
                        ((Writing) waiting).done().completeExceptionally(new ArFleetException("the house closes")));
    }

    @Override
    public CompletionStage<Void> write(String process, OutputStream out) {
        Writing writing = new Writing(unit.get(), process, out, new CompletableFuture<>());
        try {
            clerk.execute(writing);
        } catch (RejectedExecutionException closed) {
            writing.done().completeExceptionally(new ArFleetException("the house closes", closed));
        }
        return writing.done();
    }

    /** A receipt to be written. @param unit null when there is none */
    private record Writing(AoUnit unit, String process, OutputStream out, CompletableFuture<Void> done)
            implements Runnable {
        @Override
        public void run() {
            try {
                if (unit == null) {
                    throw new ArFleetException("no ao unit is up here, and receipts are of its processes");
                }
                new ReceiptWriter(unit, process).write(out);
                done.complete(null);
            } catch (AoException e) {
                done.completeExceptionally(new ArFleetException(e.getMessage(), e));
            } catch (IOException e) {
                done.completeExceptionally(
                        new ArFleetException("the receipt of " + process + " cannot be written: " + e.getMessage(), e));
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }
    }

    @Override
    public Verdict verify(InputStream receipt) throws IOException {
        ModuleRuntime runtime = runtimes.stream()
                .filter(one -> one.formats().contains(Programs.FORMAT))
                .findFirst()
                .orElseThrow(() -> new ArFleetException(
                        "nothing here runs " + Programs.FORMAT + ": receipts are verified by running their program"));
        return new Verification(runtime).of(new BufferedInputStream(receipt, BUFFER));
    }
}
