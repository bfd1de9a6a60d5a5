package io.fondaco.ao.unit.internal;

import io.fondaco.ao.OutcomeListener;
import io.fondaco.ao.Result;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told results. */
final class Listeners {
    /** Stands for every process. */
    static final String ALL = "";

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Map<String, List<OutcomeListener>> listeners = new ConcurrentHashMap<>();

    Registration add(String process, OutcomeListener listener) {
        // One object for each registration, so that closing one never takes another of an equal listener away.
        OutcomeListener own = listener::evaluated;
        listeners.compute(process, (p, list) -> {
            List<OutcomeListener> more = list == null ? new CopyOnWriteArrayList<>() : list;
            more.add(own);
            return more;
        });
        return () -> listeners.computeIfPresent(process, (p, list) -> {
            list.remove(own);
            return list.isEmpty() ? null : list;
        });
    }

    void tell(Result result) {
        tell(listeners.get(result.process()), result);
        tell(listeners.get(ALL), result);
    }

    private static void tell(List<OutcomeListener> list, Result result) {
        if (list == null) {
            return;
        }
        for (OutcomeListener listener : list) {
            try {
                listener.evaluated(result);
            } catch (RuntimeException e) {
                LOG.error("a listener failed on result {} of process {}", result.cursor(), result.process(), e);
            }
        }
    }
}
