package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.spi.Backend;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A backend that is here: how fast it is at what it offers, and what it is not trusted with. */
final class Candidate {
    private final Backend backend;
    private final Map<Operation, Double> rates = new ConcurrentHashMap<>();
    private final Map<Operation, String> troubles = new ConcurrentHashMap<>();

    Candidate(Backend backend) {
        this.backend = backend;
    }

    Backend backend() {
        return backend;
    }

    String name() {
        return backend.name();
    }

    boolean offers(Operation operation) {
        return backend.kernel(Trial.kernelOf(operation)).isPresent();
    }

    boolean trusted(Operation operation) {
        return offers(operation) && !troubles.containsKey(operation);
    }

    /** Bytes a second; 0 when it was not measured. */
    double rate(Operation operation) {
        return rates.getOrDefault(operation, 0.0);
    }

    void measured(Operation operation, double rate) {
        rates.put(operation, rate);
    }

    /** Only the first trouble is kept: what follows may follow from it. */
    void distrust(Operation operation, String why) {
        troubles.putIfAbsent(operation, why);
    }

    void forgive() {
        troubles.clear();
    }

    Optional<String> trouble(Operation operation) {
        return Optional.ofNullable(troubles.get(operation));
    }

    Map<Operation, Double> rates() {
        Map<Operation, Double> copy = new EnumMap<>(Operation.class);
        copy.putAll(rates);
        return copy;
    }
}
