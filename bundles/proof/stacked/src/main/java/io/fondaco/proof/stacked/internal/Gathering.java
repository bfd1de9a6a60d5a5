package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends;
import io.fondaco.proof.SelfTest;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.stacked.Kernels;
import io.fondaco.proof.stacked.Lanes;
import io.fondaco.proof.stacked.ProofSelfTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes backends in: checks what they compute, remembers or measures how fast they are, and only then has them asked. That
 * takes part of a second for each, on a thread of its own. Thread-safe.
 */
public final class Gathering implements Backends, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

    private final Choice choice;
    private final Set<String> allowed;
    private final String shadow;
    private final Measurements measurements;
    private final Lanes lanes;
    private final ExecutorService trials;
    private final Runnable changed;
    /** Backends that have come and are not tried yet. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** In the order in which they came; guarded by itself. */
    private final List<Backend> present = new ArrayList<>();

    /**
     * @param measurements file they are kept in
     * @param allowed names of backends that may be asked, beside the shadow; empty for all
     * @param shadow name of the second backend everything is computed on; empty for none
     * @param trials one thread, stopped with this
     * @param changed told, on any thread, when backends came to be asked or left
     */
    public Gathering(
            Path measurements,
            Set<String> allowed,
            String shadow,
            Lanes lanes,
            ExecutorService trials,
            Runnable changed) {
        this.choice = new Choice(shadow);
        this.allowed = Set.copyOf(allowed);
        this.shadow = shadow;
        this.measurements = new Measurements(measurements);
        this.lanes = lanes;
        this.trials = trials;
        this.changed = changed;
    }

    /** Kernels that ask the backends. */
    public Kernels kernels() {
        return ChosenKernels.of(choice);
    }

    /** Whether every operation has a backend. */
    public boolean complete() {
        return choice.complete();
    }

    private boolean refused(Backend backend) {
        return !allowed.isEmpty()
                && !allowed.contains(backend.name())
                && !backend.name().equals(shadow);
    }

    /** A backend has come; returns at once. */
    public void add(Backend backend) {
        if (refused(backend)) {
            if (complete()) {
                LOG.info("backend {} is not asked: backends in the settings allows {} only", backend.name(), allowed);
            } else {
                LOG.warn(
                        "backend {} is here and not asked: backends in io.fondaco.proof.stacked.cfg allows {} only, and nothing"
                                + " is sealed or proven until those are here",
                        backend.name(),
                        allowed);
            }
            return;
        }
        synchronized (present) {
            present.add(backend);
        }
        waiting.incrementAndGet();
        try {
            trials.execute(() -> {
                try {
                    admit(backend);
                } finally {
                    // What is sealed first should be sealed by the fastest of those that came together.
                    if (waiting.decrementAndGet() == 0) {
                        changed.run();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            LOG.debug("backend {} came while this stopped", backend.name(), e);
        }
    }

    /** A backend has gone: no call begins on it any more. */
    public void remove(Backend backend) {
        if (refused(backend)) {
            return;
        }
        synchronized (present) {
            present.remove(backend);
            choice.remove(backend);
        }
        changed.run();
        LOG.info("backend {} has left", backend.name());
    }

    private void admit(Backend backend) {
        Candidate candidate = new Candidate(backend);
        for (Operation operation : Operation.values()) {
            if (candidate.offers(operation)) {
                check(candidate, operation);
            }
        }
        synchronized (measurements) {
            measurements.of(candidate).forEach(candidate::measured);
        }
        synchronized (present) {
            if (!present.contains(backend)) {
                return;
            }
            choice.add(candidate);
        }
        // One that was not measured yet is asked last, so it is measured when it is asked already.
        measure(candidate, Watch.NONE, false);
        LOG.info("backend {} ({}) is here", backend.name(), backend.description());
    }

    private static void check(Candidate candidate, Operation operation) {
        Check.trouble(candidate.backend(), operation).ifPresent(why -> {
            candidate.distrust(operation, why);
            LOG.error("backend {} is not used for {}: {}", candidate.name(), operation, why);
        });
    }

    /** Measures what is not known yet, or everything, and keeps it. */
    private void measure(Candidate candidate, Watch watch, boolean everything) {
        boolean measured = false;
        for (Operation operation : Operation.values()) {
            watch.at("measuring " + candidate.name(), operation.ordinal(), Operation.values().length);
            if (candidate.trusted(operation) && (everything || candidate.rate(operation) == 0)) {
                try {
                    candidate.measured(operation, Trial.rate(candidate.backend(), operation));
                    measured = true;
                } catch (RuntimeException | LinkageError e) {
                    candidate.distrust(operation, "it failed: " + e);
                    LOG.error("backend {} is not used for {}", candidate.name(), operation, e);
                }
            }
        }
        choice.rank();
        if (measured) {
            synchronized (measurements) {
                measurements.keep(candidate);
            }
        }
    }

    @Override
    public List<Present> present() {
        synchronized (present) {
            return present.stream()
                    .map(backend -> new Present(backend.name(), backend.description(), backend.gpu()))
                    .toList();
        }
    }

    @Override
    public List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            List<Candidate> ranked = choice.ranked(operation);
            choice.candidates().stream()
                    .filter(candidate -> candidate.offers(operation))
                    .sorted(Comparator.comparingDouble((Candidate candidate) -> candidate.rate(operation))
                            .reversed())
                    .map(candidate -> new Measurement(
                            operation,
                            candidate.name(),
                            candidate.rate(operation),
                            !ranked.isEmpty() && ranked.get(0) == candidate,
                            candidate.trouble(operation)))
                    .forEach(all::add);
        }
        return all;
    }

    @Override
    public void measure(Watch watch) {
        for (Candidate candidate : choice.candidates()) {
            candidate.forgive();
            for (Operation operation : Operation.values()) {
                if (candidate.offers(operation)) {
                    check(candidate, operation);
                }
            }
            measure(candidate, watch, true);
        }
        changed.run();
    }

    @Override
    public SelfTest selfTest(Watch watch) {
        List<Backend> backends;
        synchronized (present) {
            backends = List.copyOf(present);
        }
        return ProofSelfTest.run(backends, lanes, watch);
    }

    @Override
    public Optional<String> missing() {
        List<String> names = present().stream().map(Present::name).toList();
        if (!shadow.isEmpty() && !names.contains(shadow)) {
            return Optional.of("nothing is compared: the shadow " + shadow + " is not here");
        }
        if (!allowed.isEmpty()) {
            return Optional.of("settings allow no other backends than " + String.join(", ", new TreeSet<>(allowed)));
        }
        return names.equals(List.of("java"))
                ? Optional.of("only java is here: no native code is installed, or none fits "
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch"))
                : Optional.empty();
    }

    @Override
    public Optional<String> shadow() {
        return shadow.isEmpty() ? Optional.empty() : Optional.of(shadow);
    }

    @Override
    public void close() {
        trials.shutdownNow();
        try {
            // A trial takes part of a second; its classes are gone after this.
            if (!trials.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a backend is still being tried");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
