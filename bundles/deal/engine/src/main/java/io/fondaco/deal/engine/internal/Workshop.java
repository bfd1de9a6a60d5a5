package io.fondaco.deal.engine.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealListener;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.NoSuchDealException;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running tables, and what they share. */
public final class Workshop {

    /** The index collection of deals. */
    static final String DEALS = "deal";

    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private final Journal journal;
    private final Index index;
    private final Time time;
    private final Probe probe;
    private final ExecutorService hands;
    private final ExecutorService workers;
    private final Steps steps;
    private final Archive archive;
    private final DealJson json = new DealJson();
    private final List<DealListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, RunningTable<?, ?, ?, ?>> tables = new ConcurrentHashMap<>();

    public Workshop(Journal journal, Index index, Time time, int workers, Probe probe) {
        this.journal = journal;
        this.index = index;
        this.time = time;
        this.probe = probe;
        this.hands = Executors.newFixedThreadPool(2, named("fondaco-deal-"));
        this.workers = Executors.newFixedThreadPool(workers, named("fondaco-deal-step-"));
        this.steps = new Steps(this.workers, time);
        this.archive = new Archive(this);
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    public <S extends Enum<S>, E, R extends Record, W> Machine<E, R> run(DealTable<S, E, R, W> table, W world) {
        RunningTable<S, E, R, W> running = new RunningTable<>(this, table, world);
        if (tables.putIfAbsent(table.name(), running) != null) {
            throw new IllegalStateException("table " + table.name() + " runs already");
        }
        try {
            running.resumeAll();
        } catch (RuntimeException | Error broken) {
            running.close();
            throw broken;
        }
        return running;
    }

    public CompletionStage<DealView> retry(DealId id) {
        try {
            return CompletableFuture.completedFuture(open(id).retry());
        } catch (IllegalStateException | NoSuchDealException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    public CompletionStage<DealView> cancel(DealId id, String reason) {
        try {
            return open(id).cancel(reason);
        } catch (IllegalStateException | NoSuchDealException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private RunningDeal<?, ?, ?, ?> open(DealId id) {
        DealView deal = archive.known(id);
        RunningTable<?, ?, ?, ?> table = tables.get(deal.market());
        if (table == null) {
            throw new IllegalStateException("the market " + deal.market() + " is not running; install its plugin");
        }
        table.aside(id).ifPresent(why -> {
            throw new IllegalStateException("deal " + id + ": " + Archive.setAside(why));
        });
        Optional<? extends RunningDeal<?, ?, ?, ?>> running = table.running(id);
        if (running.isEmpty()) {
            throw new IllegalStateException("deal " + id + " is over: " + deal.state());
        }
        return running.get();
    }

    public void close() {
        List.copyOf(tables.values()).forEach(RunningTable::close);
        workers.shutdownNow();
        hands.shutdown();
    }

    public Archive archive() {
        return archive;
    }

    /** The journal stream of a deal. */
    static String stream(DealId id) {
        return "deal/" + id;
    }

    Journal journal() {
        return journal;
    }

    Index index() {
        return index;
    }

    Time time() {
        return time;
    }

    Probe probe() {
        return probe;
    }

    Steps steps() {
        return steps;
    }

    DealJson json() {
        return json;
    }

    Map<String, RunningTable<?, ?, ?, ?>> tables() {
        return tables;
    }

    /** @return false when the engine is closing: it will not run, what was to be done is done after the next start */
    boolean work(Runnable task) {
        try {
            hands.execute(task);
            return true;
        } catch (RejectedExecutionException closing) {
            LOG.debug("the engine is closing; what was to be done is done after the next start");
            return false;
        }
    }

    void closed(RunningTable<?, ?, ?, ?> table) {
        tables.remove(table.definition().name(), table);
    }

    public Registration listen(DealListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(DealView view, DealHistory event) {
        for (DealListener listener : listeners) {
            try {
                listener.changed(view, event);
            } catch (RuntimeException | Error broken) {
                LOG.warn("a listener failed on {} of {}", event.event(), view.id(), broken);
            }
        }
    }
}
