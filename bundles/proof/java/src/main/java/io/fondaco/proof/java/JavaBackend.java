package io.fondaco.proof.java;

import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeHash;
import java.util.Map;
import java.util.Optional;

/** Every kernel in plain Java: runs wherever the house runs, and is what other backends are compared with. Thread-safe. */
public final class JavaBackend implements Backend {
    /** What it is called. */
    public static final String NAME = "java";

    private final Map<Class<?>, Object> kernels = Map.of(
            FieldHash.class, new JavaFieldHash(),
            FieldSum.class, new JavaFieldSum(),
            NodeHash.class, new JavaNodeHash(),
            Labels.class, new JavaLabels());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "plain Java on " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", "
                + System.getProperty("os.arch");
    }

    @Override
    public <K> Optional<K> kernel(Class<K> kernel) {
        return Optional.ofNullable(kernels.get(kernel)).map(kernel::cast);
    }
}
