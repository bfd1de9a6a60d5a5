package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultPage;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.ResultRange.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pages of results. A cursor is the number of a result. */
final class Results {
    private final Store store;

    Results(Store store) {
        this.store = store;
    }

    ResultPage page(String process, ResultRange range) {
        long last = store.evaluated(process);
        long after = range.after().map(ResultRange::position).orElse(0L);
        long until = Math.min(last, range.until().map(ResultRange::position).orElse(last));
        if (after >= until) {
            return new ResultPage(List.of(), Optional.empty());
        }
        if (range.order() == Order.NEWEST_FIRST) {
            return backwards(process, range, after, until);
        }
        int count = (int) Math.min(range.limit(), until - after);
        List<Result> results = store.results(process, after, count).stream()
                .map(Evaluated::result)
                .toList();
        long end = after + results.size();
        return new ResultPage(results, end == until ? Optional.empty() : Optional.of(range.after(Long.toString(end))));
    }

    private ResultPage backwards(String process, ResultRange range, long after, long until) {
        List<Result> results = new ArrayList<>();
        long bytes = 0;
        long at = until;
        while (at > after && results.size() < range.limit() && bytes < Store.PAGE) {
            Evaluated e = store.results(process, --at, 1).get(0);
            bytes += e.outcome().length;
            results.add(e.result());
        }
        return new ResultPage(results, at == after ? Optional.empty() : Optional.of(range.until(Long.toString(at))));
    }

    List<Result> crons(String process, long afterTimestamp, long untilTimestamp, int limit) {
        if (limit < 1 || limit > ResultRange.MAX_LIMIT) {
            throw new AoException(
                    Reason.MALFORMED, "a page has 1 to " + ResultRange.MAX_LIMIT + " results, not " + limit);
        }
        List<Result> crons = new ArrayList<>();
        long last = store.evaluated(process);
        long at = firstAfter(process, afterTimestamp, last);
        while (at < last) {
            for (Evaluated e : store.results(process, at, Store.CHUNK)) {
                if (e.timestamp() > untilTimestamp || crons.size() == limit) {
                    return crons;
                }
                if (e.nonce() < 0) {
                    crons.add(e.result());
                }
                at = e.seq();
            }
        }
        return crons;
    }

    /** How many results are of messages not later than a time: they are in the order of their times. */
    private long firstAfter(String process, long timestamp, long last) {
        long low = 0;
        long high = last;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (store.results(process, middle, 1).get(0).timestamp() <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
