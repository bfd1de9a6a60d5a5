package io.fondaco.deal.engine.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Row;
import io.fondaco.deal.Stance;
import io.fondaco.deal.StateNames;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.model.Registration;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One table and its open deals. */
final class RunningTable<S extends Enum<S>, E, R extends Record, W> implements Machine<E, R> {

    private static final Logger LOG = LoggerFactory.getLogger(RunningTable.class);

    /** How long closing waits for the store. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Workshop shop;
    private final DealTable<S, E, R, W> definition;
    private final W world;
    private final Map<String, Class<? extends E>> events = new HashMap<>();
    private final Map<DealId, RunningDeal<S, E, R, W>> open = new ConcurrentHashMap<>();
    /** Deals whose first event is on its way to the store. */
    private final Map<DealId, CompletableFuture<DealView>> opening = new ConcurrentHashMap<>();

    private final Map<DealId, String> aside = new ConcurrentHashMap<>();
    private volatile boolean closed;

    @SuppressWarnings("unchecked")
    RunningTable(Workshop shop, DealTable<S, E, R, W> definition, W world) {
        this.shop = shop;
        this.definition = definition;
        this.world = world;
        for (Class<?> event : definition.events().getPermittedSubclasses()) {
            events.put(event.getSimpleName(), (Class<? extends E>) event);
        }
    }

    DealTable<S, E, R, W> definition() {
        return definition;
    }

    W world() {
        return world;
    }

    Journal journal() {
        return shop.journal();
    }

    Steps steps() {
        return shop.steps();
    }

    Instant now() {
        return shop.time().now();
    }

    Registration at(Instant when, Runnable then) {
        return shop.time().at(when, () -> work(then));
    }

    Registration after(Duration pause, Runnable then) {
        return shop.time().after(pause, () -> work(then));
    }

    /** @return false when the engine is closing: it will not run */
    boolean work(Runnable task) {
        return shop.work(task);
    }

    void probe(Probe.Point point, DealId deal, String event) {
        shop.probe().at(point, deal, event);
    }

    /** Loads and resumes every open deal of this table. One that cannot be read is set aside; the others go on. */
    void resumeAll() {
        Optional<String> after = Optional.empty();
        do {
            Page<IndexRow> page = shop.index()
                    .find(IndexQuery.of(Workshop.DEALS, 500)
                            .where(Map.of("market", definition.name(), "open", "true"))
                            .oldest()
                            .after(after));
            page.items().forEach(this::load);
            after = page.next();
        } while (after.isPresent());
        List.copyOf(open.values()).forEach(RunningDeal::resume);
    }

    private void load(IndexRow row) {
        try {
            DealId id = DealId.parse(row.key());
            try {
                open.put(id, load(id, shop.json().read(row.body(), StoredDeal.class)));
            } catch (RuntimeException unreadable) {
                aside.put(id, unreadable.getMessage());
                LOG.error("{}: {}", id, Archive.setAside(unreadable.getMessage()), unreadable);
            }
        } catch (RuntimeException nameless) {
            LOG.error("{}: a row of the store, {}, is no deal and is passed over", definition, row.key(), nameless);
        }
    }

    private RunningDeal<S, E, R, W> load(DealId id, StoredDeal stored) {
        R record = shop.json().read(stored.record(), definition.record());
        S state = Enum.valueOf(definition.states(), stored.state());
        if (definition.stance(state).isEmpty()) {
            throw new StoreException("its state " + state + " is none that " + definition + " describes");
        }
        return new RunningDeal<>(this, id, state, record, stored.version(), stored.opened(), stored.since());
    }

    /** Why a deal could not be read when the table began to run; empty for all that could. */
    Optional<String> aside(DealId id) {
        return Optional.ofNullable(aside.get(id));
    }

    @Override
    public CompletionStage<DealView> open(DealId id, R record, E first) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(definition + " is closed"));
        }
        if (definition.row(definition.start(), first.getClass()).isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(definition + " does not begin with " + first));
        }
        CompletableFuture<DealView> mine = new CompletableFuture<>();
        CompletableFuture<DealView> other = opening.putIfAbsent(id, mine);
        if (other != null) {
            return other.minimalCompletionStage();
        }
        try {
            Optional<DealView> known = view(id);
            if (known.isPresent()) {
                opened(id, mine, known.get(), null);
            } else {
                openFresh(id, mine, record, first);
            }
        } catch (RuntimeException unreadable) {
            opened(id, mine, null, unreadable);
        }
        return mine;
    }

    private void openFresh(DealId id, CompletableFuture<DealView> mine, R record, E first) {
        Instant now = now();
        RunningDeal<S, E, R, W> fresh = new RunningDeal<>(this, id, definition.start(), record, 0, now, now);
        open.put(id, fresh);
        if (closed) {
            // Closing may have gone by before the deal was there to be closed.
            fresh.close();
            open.remove(id, fresh);
        }
        fresh.send(first).whenComplete((answered, failure) -> {
            Throwable why = failure;
            if (failure == null && !answered) {
                why = new IllegalStateException(definition + " was closed before deal " + id + " was stored");
            }
            if (why != null) {
                open.remove(id, fresh);
            }
            opened(id, mine, fresh.view(), why);
        });
    }

    private void opened(DealId id, CompletableFuture<DealView> mine, DealView view, Throwable failure) {
        opening.remove(id, mine);
        if (failure == null) {
            mine.complete(view);
        } else {
            mine.completeExceptionally(failure);
        }
    }

    @Override
    public CompletionStage<Boolean> send(DealId id, E event) {
        RunningDeal<S, E, R, W> deal = open.get(id);
        if (deal != null) {
            return deal.send(event);
        }
        return aside(id)
                .map(why -> CompletableFuture.<Boolean>failedFuture(
                        new StoreException("deal " + id + ": " + Archive.setAside(why))))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    @Override
    public Optional<R> remembered(DealId id) {
        RunningDeal<S, E, R, W> deal = open.get(id);
        return deal != null
                ? Optional.of(deal.record())
                : stored(id).map(d -> shop.json().read(d.record(), definition.record()));
    }

    @Override
    public Optional<DealView> view(DealId id) {
        RunningDeal<S, E, R, W> deal = open.get(id);
        return deal != null
                ? Optional.of(deal.view())
                : stored(id).map(d -> load(id, d).view());
    }

    private Optional<StoredDeal> stored(DealId id) {
        aside(id).ifPresent(why -> {
            throw new StoreException("deal " + id + ": " + Archive.setAside(why));
        });
        return shop.index()
                .get(Workshop.DEALS, id.toString())
                .map(row -> shop.json().read(row.body(), StoredDeal.class))
                .filter(d -> d.market().equals(definition.name()));
    }

    Optional<RunningDeal<S, E, R, W>> running(DealId id) {
        return Optional.ofNullable(open.get(id));
    }

    @Override
    public List<DealId> open() {
        return new ArrayList<>(open.keySet());
    }

    void forget(DealId id, RunningDeal<S, E, R, W> deal) {
        open.remove(id, deal);
    }

    /**
     * Stops acting, and waits a moment for what is being stored: a table that runs again must read all of it, or its deals
     * would find that somebody else writes them.
     */
    @Override
    public void close() {
        closed = true;
        List<RunningDeal<S, E, R, W>> deals = List.copyOf(open.values());
        deals.forEach(RunningDeal::close);
        try {
            CompletableFuture.allOf(deals.stream().map(RunningDeal::settled).toArray(CompletableFuture[]::new))
                    .get(SETTLING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            LOG.warn(
                    "{}: the store has not answered in {}; what it still takes is read with the next start",
                    definition,
                    SETTLING);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
        open.clear();
        shop.closed(this);
    }

    /** When a state ends by itself; null for a final state. */
    Instant deadline(S state, R record, Instant since) {
        Stance<E, R, W> stance = definition.stance(state).orElse(null);
        if (stance instanceof Stance.Does<E, R, W> does) {
            return does.patience().of(record, since);
        }
        return stance instanceof Stance.Waits<E, R, W> waits ? waits.deadline().of(record, since) : null;
    }

    NewEntry entry(
            DealId id,
            S from,
            S to,
            E event,
            R before,
            R after,
            long version,
            Instant opened,
            Instant since,
            Instant deadline,
            Instant now) {
        Optional<String> ending = ending(to).map(Enum::name);
        StoredEvent stored = new StoredEvent(
                from.name(),
                to.name(),
                shop.json().tree(event),
                version == 0 ? shop.json().tree(before) : null);
        StoredDeal deal = new StoredDeal(
                definition.name(),
                to.name(),
                ending,
                opened,
                since,
                version + 1,
                Optional.ofNullable(deadline),
                shop.json().tree(after));
        Map<String, String> facets = new HashMap<>(definition.facets(after));
        facets.put("market", definition.name());
        facets.put("state", StateNames.of(to));
        facets.put("party", id.party());
        facets.put("open", Boolean.toString(ending.isEmpty()));
        IndexRow row = new IndexRow(
                Workshop.DEALS,
                id.toString(),
                opened.toEpochMilli(),
                facets,
                shop.json().write(deal));
        return new NewEntry(
                Workshop.stream(id),
                version,
                event.getClass().getSimpleName(),
                now.toEpochMilli(),
                shop.json().write(stored),
                Optional.of(row));
    }

    private Optional<Stance.Ending> ending(S state) {
        return definition.stance(state).map(s -> s instanceof Stance.Ends<E, R, W> ends ? ends.ending() : null);
    }

    DealView view(
            DealId id,
            S state,
            R record,
            long version,
            Instant opened,
            Instant since,
            Optional<Instant> deadline,
            Optional<Fault> fault,
            int failed) {
        Optional<Stance.Ending> ending = ending(state);
        Optional<Instant> until = ending.isPresent()
                ? Optional.empty()
                : deadline.or(() -> Optional.ofNullable(deadline(state, record, since)));
        return new DealView(
                id,
                definition.name(),
                StateNames.of(state),
                ending,
                opened,
                since,
                version,
                until,
                fault,
                failed,
                definition.facets(record));
    }

    void tell(DealView view, JournalEntry stored, String from, String to, NewEntry entry) {
        shop.tell(
                view,
                new DealHistory(
                        stored.seq(),
                        Instant.ofEpochMilli(stored.atMillis()),
                        stored.kind(),
                        from,
                        to,
                        new String(entry.body(), StandardCharsets.UTF_8)));
    }

    /** Folds a journal again; the differences to what is stored. */
    List<String> verify(StoredDeal deal, List<JournalEntry> entries) {
        R record = null;
        S state = definition.start();
        for (JournalEntry entry : entries) {
            StoredEvent stored = shop.json().read(entry.body(), StoredEvent.class);
            Class<? extends E> type = events.get(entry.kind());
            if (type == null) {
                return List.of("event " + entry.seq() + " is of unknown kind " + entry.kind());
            }
            if (record == null) {
                record = shop.json().read(stored.opening(), definition.record());
            }
            E event = shop.json().read(stored.event(), type);
            Optional<Row<S, E, R>> row = definition.row(state, type);
            if (row.isEmpty()) {
                return List.of("event " + entry.seq() + ", " + entry.kind() + ", has no row in " + state);
            }
            record = row.get().remember().apply(record, event);
            state = row.get().to().orElse(state);
        }
        List<String> faults = new ArrayList<>();
        if (!deal.state().equals(state.name())) {
            faults.add("the journal ends in " + state + ", the index says " + deal.state());
        }
        JsonNode folded = shop.json().read(shop.json().write(record), JsonNode.class);
        if (!folded.equals(deal.record())) {
            faults.add("the journal folds to " + folded + ", the index says " + deal.record());
        }
        return faults;
    }
}
