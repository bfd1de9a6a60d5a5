package io.fondaco.deal.engine.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Explanation;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looking things up: lists, finding by prefix, explanations, histories. */
public final class Archive {

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
        return new Page<>(rows.items().stream().map(this::view).toList(), rows.next());
    }

    /** The open deal as it runs, with its fault and attempts; as it is stored when that is newer. */
    private DealView view(IndexRow row) {
        DealId id = DealId.parse(row.key());
        StoredDeal stored = shop.json().read(row.body(), StoredDeal.class);
        Optional<DealView> running = Optional.ofNullable(shop.tables().get(stored.market()))
                .flatMap(t -> t.running(id))
                .map(RunningDeal::view)
                .filter(v -> v.version() >= stored.version());
        return running.orElseGet(() -> new DealView(
                id,
                stored.market(),
                row.facets().getOrDefault("state", stored.state()),
                stored.ending().map(Stance.Ending::valueOf),
                stored.opened(),
                stored.since(),
                stored.version(),
                stored.deadline(),
                Optional.empty(),
                0,
                row.facets()));
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
                            r -> !r.facets().getOrDefault("market", "").endsWith(".client")))
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
        boolean asks = deal.fault()
                .map(f -> f.next() == io.fondaco.deal.Fault.Next.ASK)
                .orElse(false);
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
        StoredDeal stored = shop.index()
                .get(Workshop.DEALS, id.toString())
                .map(row -> shop.json().read(row.body(), StoredDeal.class))
                .orElseThrow();
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
