package io.fondaco.deal.engine.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.Fault;
import io.fondaco.deal.NoSuchDealException;
import io.fondaco.deal.Stance;
import io.fondaco.deal.StateNames;
import io.fondaco.deal.TableView;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.persistence.HashChain;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looking things up: lists, finding by prefix, explanations, histories. */
public final class Archive {

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    private static final int CHUNK = 1000;

    private final Workshop shop;

    Archive(Workshop shop) {
        this.shop = shop;
    }

    public Page<DealView> list(DealQuery query) {
        Page<IndexRow> rows = shop.index()
                .find(IndexQuery.of(Workshop.DEALS, query.limit())
                        .where(query.where())
                        .after(query.after()));
        return new Page<>(rows.items().stream().flatMap(r -> listed(r).stream()).toList(), rows.next());
    }

    /** What is said of a deal that cannot be read. */
    static String setAside(String why) {
        return "its row in the store cannot be read and it is set aside, untouched: " + why;
    }

    private Optional<DealView> listed(IndexRow row) {
        try {
            return Optional.of(view(DealId.parse(row.key()), row));
        } catch (IllegalArgumentException nameless) {
            LOG.error("a row of the store, {}, is no deal and is not shown", row.key(), nameless);
            return Optional.empty();
        }
    }

    private DealView view(IndexRow row) {
        return view(DealId.parse(row.key()), row);
    }

    /** The open deal as it runs, with its fault and attempts; as it is stored when that is newer. */
    private DealView view(DealId id, IndexRow row) {
        StoredDeal stored;
        Optional<Stance.Ending> ending;
        try {
            stored = shop.json().read(row.body(), StoredDeal.class);
            ending = stored.ending().map(Stance.Ending::valueOf);
        } catch (RuntimeException unreadable) {
            return unreadable(id, row, unreadable);
        }
        Optional<RunningTable<?, ?, ?, ?>> table =
                Optional.ofNullable(shop.tables().get(stored.market()));
        Optional<DealView> running =
                table.flatMap(t -> t.running(id)).map(RunningDeal::view).filter(v -> v.version() >= stored.version());
        return running.orElseGet(() -> new DealView(
                id,
                stored.market(),
                row.facets().getOrDefault("state", stored.state()),
                ending,
                stored.opened(),
                stored.since(),
                stored.version(),
                stored.deadline(),
                table.flatMap(t -> t.aside(id)).map(Archive::aside),
                0,
                row.facets()));
    }

    private static Fault aside(String why) {
        return Fault.ask(Fault.Blame.US, setAside(why));
    }

    /** As much as its facets tell. */
    private static DealView unreadable(DealId id, IndexRow row, RuntimeException why) {
        Instant opened = Instant.ofEpochMilli(row.sort());
        boolean open = !"false".equals(row.facets().get("open"));
        return new DealView(
                id,
                row.facets().getOrDefault("market", "unknown"),
                row.facets().getOrDefault("state", "Unknown"),
                open ? Optional.empty() : Optional.of(Stance.Ending.FAILED),
                opened,
                opened,
                0,
                Optional.empty(),
                Optional.of(aside(why.getMessage())),
                0,
                row.facets());
    }

    private static boolean isAside(DealView deal) {
        return deal.fault().filter(f -> f.sentence().startsWith(setAside(""))).isPresent();
    }

    public DealView find(String idOrPrefix) {
        if (idOrPrefix.isBlank()) {
            throw new NoSuchDealException("no deal id given; `deal:list` shows them");
        }
        // A shortened id may still name its side: bafyreia@bob.
        int at = idOrPrefix.indexOf('@');
        String local = at < 0 ? idOrPrefix : idOrPrefix.substring(0, at);
        String party = at < 0 ? "" : idOrPrefix.substring(at + 1);
        List<IndexRow> rows = shop
                .index()
                .find(IndexQuery.of(Workshop.DEALS, 20).keysFrom(local))
                .items()
                .stream()
                .filter(r -> DealId.parse(r.key()).party().startsWith(party))
                .toList();
        if (rows.isEmpty()) {
            throw new NoSuchDealException("no deal begins with " + idOrPrefix + "; `deal:list` shows them");
        }
        long locals =
                rows.stream().map(r -> DealId.parse(r.key()).local()).distinct().count();
        List<IndexRow> exact =
                rows.stream().filter(r -> r.key().equals(idOrPrefix)).toList();
        if (exact.size() == 1) {
            return view(exact.get(0));
        }
        if (rows.size() > 1 && locals == 1) {
            // Both sides live here: a person who names no side asks for their own, the client's.
            rows = rows.stream()
                    .sorted(Comparator.comparing(
                            r -> r.facets().getOrDefault("market", "").endsWith(".provider")))
                    .limit(1)
                    .toList();
        }
        if (rows.size() > 1) {
            throw new NoSuchDealException(idOrPrefix + " means several deals: "
                    + String.join(
                            ", ", rows.stream().limit(3).map(IndexRow::key).toList())
                    + (rows.size() > 3 ? ", ..." : "") + "; give more of the id");
        }
        return view(rows.get(0));
    }

    public Explanation explain(DealId id) {
        DealView deal = known(id);
        if (isAside(deal)) {
            return new Explanation(
                    id,
                    deal.market(),
                    deal.state(),
                    deal.since(),
                    "Nothing moves this deal: " + deal.fault().orElseThrow().sentence() + ".",
                    deal.deadline(),
                    "Run the version of the market that wrote it, or restore the store from a copy; `deal:history " + id
                            + "` shows what is journalled.");
        }
        RunningTable<?, ?, ?, ?> table = shop.tables().get(deal.market());
        if (table == null) {
            return new Explanation(
                    id,
                    deal.market(),
                    deal.state(),
                    deal.since(),
                    "Nothing moves this deal: the market " + deal.market() + " is not running in this node.",
                    deal.deadline(),
                    "Install its plugin again; the deal goes on where it is.");
        }
        Stance<?, ?, ?> stance = stance(table.definition(), deal.state());
        String waiting = stance.what()
                + deal.fault()
                        .map(f -> " What holds it up (" + f.blame().name().toLowerCase(java.util.Locale.ROOT) + "): "
                                + f.sentence() + ".")
                        .orElse("")
                // What the market has to say of the deal; the fault above says it better while there is one.
                + Optional.ofNullable(deal.facets().get("message"))
                        .filter(m -> deal.fault().isEmpty())
                        .map(m -> " Its message: " + m + ".")
                        .orElse("");
        boolean asks = deal.fault().map(f -> f.next() == Fault.Next.ASK).orElse(false);
        String next = asks ? "Settle that, then `deal:retry " + id + "`. " + stance.next() : stance.next();
        return new Explanation(id, deal.market(), deal.state(), deal.since(), waiting, deal.deadline(), next);
    }

    private static <S extends Enum<S>, E, R extends Record, W> Stance<E, R, W> stance(
            DealTable<S, E, R, W> table, String state) {
        for (S s : table.states().getEnumConstants()) {
            if (StateNames.of(s).equals(state)) {
                return table.stance(s).orElseThrow(() -> new IllegalStateException(state + " has no stance"));
            }
        }
        throw new IllegalStateException(table + " has no state " + state);
    }

    DealView known(DealId id) {
        return shop.index()
                .get(Workshop.DEALS, id.toString())
                .map(this::view)
                .orElseThrow(() -> new NoSuchDealException("no deal " + id));
    }

    public List<DealHistory> history(DealId id, long afterSeq, int limit) {
        known(id);
        return shop.journal().read(Workshop.stream(id), afterSeq, limit).stream()
                .map(e -> {
                    StoredEvent event = shop.json().read(e.body(), StoredEvent.class);
                    return new DealHistory(
                            e.seq(),
                            Instant.ofEpochMilli(e.atMillis()),
                            e.kind(),
                            spell(event.from()),
                            spell(event.to()),
                            new String(shop.json().write(event.event()), StandardCharsets.UTF_8));
                })
                .toList();
    }

    /** As {@link StateNames}, for a stored name whose enum may not be here. */
    private static String spell(String constant) {
        StringBuilder out = new StringBuilder();
        for (String word : constant.split("_")) {
            out.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return out.toString();
    }

    public List<TableView> tables() {
        return shop.tables().values().stream()
                .map(t -> TableView.of(t.definition()))
                .sorted(Comparator.comparing(TableView::name))
                .toList();
    }

    public List<String> verify(DealId id) {
        DealView deal = known(id);
        // The row first, then as many events as it says: a deal that moves meanwhile is not mistaken for a broken one.
        IndexRow row = shop.index().get(Workshop.DEALS, id.toString()).orElseThrow();
        StoredDeal stored;
        try {
            stored = shop.json().read(row.body(), StoredDeal.class);
        } catch (StoreException unreadable) {
            return List.of(unreadable.getMessage());
        }
        List<JournalEntry> entries = new ArrayList<>();
        while (entries.size() < stored.version()) {
            int left = (int) Math.min(CHUNK, stored.version() - entries.size());
            List<JournalEntry> chunk = shop.journal().read(Workshop.stream(id), entries.size(), left);
            if (chunk.isEmpty()) {
                return List.of("the index knows " + stored.version() + " events, the journal " + entries.size());
            }
            entries.addAll(chunk);
        }
        Optional<String> broken = HashChain.fault(entries);
        if (broken.isPresent()) {
            return List.of(broken.get());
        }
        RunningTable<?, ?, ?, ?> table = shop.tables().get(deal.market());
        return table == null
                ? List.of("the market " + deal.market() + " is not running")
                : table.verify(stored, entries);
    }
}
