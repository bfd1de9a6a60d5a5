package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the best backend, and where there is a shadow that one too: a result counts only when both agree. */
final class Compared {
    private static final Logger LOG = LoggerFactory.getLogger(Compared.class);

    private final Choice choice;

    Compared(Choice choice) {
        this.choice = choice;
    }

    /** What is asked of a kernel, with where the results go. */
    @FunctionalInterface
    interface Into<K> {
        void on(K kernel, List<ByteBuffer> results);
    }

    /** What came of a call: who answered, and the refusal if it was one. */
    private record Answer(String name, Optional<RuntimeException> refusal) {}

    /** @param results written from their positions to their limits; may overlap what they are made of */
    <K> void run(Operation operation, Class<K> type, List<ByteBuffer> results, Into<K> call) {
        Optional<Candidate> shadow = choice.shadow(operation);
        if (shadow.isEmpty()) {
            choice.run(operation, type, kernel -> call.on(kernel, results));
            return;
        }
        // The shadow first: what a result is written over would be lost for it.
        List<ByteBuffer> second = results.stream()
                .map(result -> ByteBuffer.allocateDirect(result.remaining()))
                .toList();
        Optional<Answer> other = shadowed(operation, type, shadow.get(), second, call);
        Answer first = first(operation, type, results, call);
        if (other.isPresent()) {
            compare(operation, first, other.get(), results, second);
        }
        if (first.refusal().isPresent()) {
            throw first.refusal().get();
        }
    }

    private <K> Answer first(Operation operation, Class<K> type, List<ByteBuffer> results, Into<K> call) {
        try {
            Candidate candidate = choice.run(operation, type, kernel -> call.on(kernel, results));
            return new Answer(candidate.name(), Optional.empty());
        } catch (ProofException | IllegalArgumentException e) {
            return new Answer("the backend in use", Optional.of(e));
        }
    }

    private <K> Optional<Answer> shadowed(
            Operation operation, Class<K> type, Candidate shadow, List<ByteBuffer> results, Into<K> call) {
        try {
            call.on(shadow.backend().kernel(type).orElseThrow(), results);
            return Optional.of(new Answer(shadow.name(), Optional.empty()));
        } catch (ProofException | IllegalArgumentException e) {
            return Optional.of(new Answer(shadow.name(), Optional.of(e)));
        } catch (RuntimeException | LinkageError e) {
            shadow.distrust(operation, "it failed: " + e);
            choice.rank();
            LOG.error("shadow {} failed at {}: results are not compared any more", shadow.name(), operation, e);
            return Optional.empty();
        }
    }

    private static void compare(
            Operation operation, Answer first, Answer second, List<ByteBuffer> results, List<ByteBuffer> others) {
        if (first.refusal().isPresent() != second.refusal().isPresent()) {
            Answer refusing = first.refusal().isPresent() ? first : second;
            Answer computing = first.refusal().isPresent() ? second : first;
            throw disagreed(refusing.name() + " refuses at " + operation + " what " + computing.name() + " computes ("
                    + refusing.refusal().orElseThrow().getMessage() + ")");
        }
        for (int i = 0; first.refusal().isEmpty() && i < results.size(); i++) {
            int different = results.get(i).mismatch(others.get(i));
            if (different >= 0) {
                throw disagreed(first.name() + " and " + second.name() + " compute different results at " + operation
                        + ", from node " + different / Node.BYTES + " on");
            }
        }
    }

    private static ProofException disagreed(String what) {
        LOG.error("{}", what);
        return new ProofException(Reason.DISAGREED, what + ": one of them is broken, take it out of the house");
    }
}
