package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The backend java under another name, some of whose kernels a test has changed. */
final class FakeBackend implements Backend {
    private static final Backend JAVA = new JavaBackend();

    private final String name;
    private final Map<Class<?>, Object> kernels = new HashMap<>();
    /** How often Poseidon was asked for. */
    final AtomicInteger hashes = new AtomicInteger();

    FakeBackend(String name) {
        this.name = name;
        for (Class<?> kernel : List.of(FieldSum.class, NodeHash.class, Labels.class)) {
            kernels.put(kernel, JAVA.kernel(kernel).orElseThrow());
        }
        FieldHash hash = JAVA.kernel(FieldHash.class).orElseThrow();
        kernels.put(FieldHash.class, (FieldHash) (arity, nodes, digests) -> {
            hashes.incrementAndGet();
            hash.hash(arity, nodes, digests);
        });
    }

    <K> FakeBackend with(Class<K> kernel, UnaryOperator<K> change) {
        kernels.put(kernel, change.apply(kernel.cast(kernels.get(kernel))));
        return this;
    }

    FakeBackend without(Class<?> kernel) {
        kernels.remove(kernel);
        return this;
    }

    /** Turns a bit of every digest over more than a hundred nodes, which no check computes. */
    static FieldHash wrongOnceTrusted(FieldHash hash) {
        return (arity, nodes, digests) -> {
            hash.hash(arity, nodes, digests);
            if (nodes.remaining() > 3000 * 32) {
                digests.put(digests.position(), (byte) (digests.get(digests.position()) ^ 1));
            }
        };
    }

    /** Ends every call over so many nodes with an error of its own. */
    static FieldHash breaking(FieldHash hash, int nodesAtMost) {
        return (int arity, ByteBuffer nodes, ByteBuffer digests) -> {
            if (nodes.remaining() > nodesAtMost * 32) {
                throw new IllegalStateException("the device was unplugged");
            }
            hash.hash(arity, nodes, digests);
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return name + " for a test";
    }

    @Override
    public <K> Optional<K> kernel(Class<K> kernel) {
        return Optional.ofNullable(kernels.get(kernel)).map(kernel::cast);
    }
}
