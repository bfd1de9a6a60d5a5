package io.fondaco.gateway.local.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows deals of which every change is to be heard, from the moment it is made. */
final class DealWatch implements AutoCloseable {

    /** One change, or the news that there was none for a while. */
    record Change(DealView deal, DealHistory event) {}

    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final Registration registration;

    DealWatch(Deals deals, Set<DealId> ids) {
        Set<DealId> followed = Set.copyOf(ids);
        registration = deals.watch((deal, event) -> {
            if (followed.contains(deal.id())) {
                changes.add(new Change(deal, event));
            }
        });
    }

    /** The next change, telling heartbeats until there is one; null once the caller has hung up. */
    Change next(Lines lines) throws InterruptedIOException {
        try {
            while (!lines.gone()) {
                Change change = changes.poll(Lines.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                if (change != null) {
                    return change;
                }
                lines.tell(Map.of("stage", "waiting"));
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The node is stopping");
        }
    }

    static Map<String, Object> news(Change change) {
        Map<String, Object> news = new LinkedHashMap<>();
        news.put("stage", "deal");
        news.put("deal", DealCards.of(change.deal()));
        news.put("event", DealCards.of(change.event()));
        return news;
    }

    @Override
    public void close() {
        registration.close();
    }
}
