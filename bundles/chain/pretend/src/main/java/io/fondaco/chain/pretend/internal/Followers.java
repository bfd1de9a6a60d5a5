package io.fondaco.chain.pretend.internal;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.Receipt;
import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who waits for messages and deals. */
final class Followers {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    private final Executor teller;
    private final Map<Cid, List<Consumer<Receipt>>> messages = new ConcurrentHashMap<>();
    private final Map<Long, List<Consumer<ChainDealEvent>>> deals = new ConcurrentHashMap<>();

    Followers(Executor teller) {
        this.teller = teller;
    }

    Registration follow(Cid message, Consumer<Receipt> then) {
        return add(messages, message, then);
    }

    Registration watch(long deal, Consumer<ChainDealEvent> then) {
        return add(deals, deal, then);
    }

    private static <K, V> Registration add(Map<K, List<Consumer<V>>> all, K key, Consumer<V> then) {
        // In one go: a list that is found empty when its last follower leaves is thrown away.
        all.compute(key, (k, known) -> {
            List<Consumer<V>> list = known == null ? new CopyOnWriteArrayList<>() : known;
            list.add(then);
            return list;
        });
        return () -> all.computeIfPresent(key, (k, list) -> {
            list.remove(then);
            return list.isEmpty() ? null : list;
        });
    }

    void settled(Receipt receipt) {
        tell(messages.remove(receipt.message()), receipt);
    }

    void happened(ChainDealEvent event) {
        tell(deals.get(event.dealId()), event);
    }

    private <V> void tell(List<Consumer<V>> who, V what) {
        if (who == null) {
            return;
        }
        for (Consumer<V> follower : who) {
            teller.execute(() -> {
                try {
                    follower.accept(what);
                } catch (RuntimeException | LinkageError broken) {
                    LOG.warn("a follower failed on {}", what, broken);
                }
            });
        }
    }
}
