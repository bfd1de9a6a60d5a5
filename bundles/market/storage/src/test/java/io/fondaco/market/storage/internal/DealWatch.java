package io.fondaco.market.storage.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealListener;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Follows the deals of a node, event by event, without looking at the clock. */
record DealWatch(StorageNode node) {

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** The side of a deal that a party has. */
    static DealId at(String party, DealId id) {
        return new DealId(id.local(), party);
    }

    /** Waits until a deal, which may not be there yet, is as told. */
    DealView until(DealId id, Predicate<DealView> as) throws Exception {
        CompletableFuture<DealView> reached = new CompletableFuture<>();
        DealListener listener = (deal, event) -> {
            if (deal.id().equals(id) && as.test(deal)) {
                reached.complete(deal);
            }
        };
        try (Registration watching = node.engine().watch(listener)) {
            node.engine().list(DealQuery.newest(10)).items().stream()
                    .filter(d -> d.id().equals(id) && as.test(d))
                    .forEach(reached::complete);
            return get(reached);
        }
    }

    DealView untilOver(DealId id) throws Exception {
        return until(id, d -> !d.open());
    }

    List<String> events(DealId id) {
        return node.engine().history(id, 0, 200).stream()
                .map(DealHistory::event)
                .toList();
    }
}
