package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.spi.Backend;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends that are here and checked, and which one is asked. Backends may come and go at any time: a call goes to the
 * one that is fastest when it begins, ends there, or goes on to the next one when that one breaks. Thread-safe.
 */
final class Choice {
    private static final Logger LOG = LoggerFactory.getLogger(Choice.class);

    /** What is asked of a kernel. */
    @FunctionalInterface
    interface Call<K> {
        void on(K kernel);
    }

    private final List<Candidate> candidates = new CopyOnWriteArrayList<>();
    private final String shadow;
    /** Made again whenever something changes, for it is looked at in every call. */
    private volatile Map<Operation, List<Candidate>> ranking = Map.of();

    /** @param shadow name of the second backend everything is computed on; empty for none */
    Choice(String shadow) {
        this.shadow = shadow;
    }

    void add(Candidate candidate) {
        candidates.add(candidate);
        rank();
    }

    void remove(Backend backend) {
        candidates.removeIf(candidate -> candidate.backend() == backend);
        rank();
    }

    /** To be called when a candidate was measured, or is not trusted any more. */
    synchronized void rank() {
        Map<Operation, List<Candidate>> ranked = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            ranked.put(
                    operation,
                    candidates.stream()
                            .filter(candidate -> candidate.trusted(operation))
                            .sorted(Comparator.comparingDouble((Candidate candidate) -> candidate.rate(operation))
                                    .reversed())
                            .toList());
        }
        ranking = ranked;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** Whether every operation has a backend. */
    boolean complete() {
        for (Operation operation : Operation.values()) {
            if (ranked(operation).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Those trusted with an operation, the fastest first. */
    List<Candidate> ranked(Operation operation) {
        return ranking.getOrDefault(operation, List.of());
    }

    /** The second backend, when it is here, offers an operation, and is not the first itself. */
    Optional<Candidate> shadow(Operation operation) {
        if (shadow.isEmpty()) {
            return Optional.empty();
        }
        return ranked(operation).stream()
                .skip(1)
                .filter(candidate -> candidate.name().equals(shadow))
                .findFirst();
    }

    /**
     * Asks the fastest kernel; when it breaks, the next one. What it refuses is refused.
     *
     * @return who answered
     */
    <K> Candidate run(Operation operation, Class<K> type, Call<K> call) {
        RuntimeException last = null;
        for (Candidate candidate : ranked(operation)) {
            Optional<K> kernel = candidate.backend().kernel(type);
            if (kernel.isEmpty()) {
                continue;
            }
            try {
                call.on(kernel.get());
                return candidate;
            } catch (ProofException | IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                candidate.distrust(operation, "it failed: " + e);
                rank();
                LOG.warn("backend {} failed at {} and is not asked for it again", candidate.name(), operation, e);
                last = e instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(
                "no backend for " + operation + " is left: install one, or look at the log", last);
    }
}
