package io.fondaco.deal.engine;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealListener;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.TableView;
import io.fondaco.deal.engine.internal.Workshop;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The engine. In a node it is wired by its component; as a plain object it serves whoever has no container: tests,
 * benchmarks, one-shot commands.
 */
public final class TableEngine implements DealEngine, Deals, AutoCloseable {

    private final Workshop shop;

    /**
     * @param workers how many steps may run at once, 1 or more
     * @param probe looks on; {@link Probe#NONE} in a node
     */
    public TableEngine(Journal journal, Index index, Time time, int workers, Probe probe) {
        shop = new Workshop(journal, index, time, workers, probe);
    }

    @Override
    public <S extends Enum<S>, E, R extends Record, W> Machine<E, R> run(DealTable<S, E, R, W> table, W world) {
        return shop.run(table, world);
    }

    @Override
    public Page<DealView> list(DealQuery query) {
        return shop.archive().list(query);
    }

    @Override
    public DealView find(String idOrPrefix) {
        return shop.archive().find(idOrPrefix);
    }

    @Override
    public Explanation explain(DealId id) {
        return shop.archive().explain(id);
    }

    @Override
    public List<DealHistory> history(DealId id, long afterSeq, int limit) {
        return shop.archive().history(id, afterSeq, limit);
    }

    @Override
    public CompletionStage<DealView> retry(DealId id) {
        return shop.retry(id);
    }

    @Override
    public CompletionStage<DealView> cancel(DealId id, String reason) {
        return shop.cancel(id, reason);
    }

    @Override
    public Registration watch(DealListener listener) {
        return shop.listen(listener);
    }

    @Override
    public List<TableView> tables() {
        return shop.archive().tables();
    }

    @Override
    public List<String> verify(DealId id) {
        return shop.archive().verify(id);
    }

    @Override
    public void close() {
        shop.close();
    }
}
