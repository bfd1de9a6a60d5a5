package io.fondaco.proof.ffi;

import io.fondaco.proof.ffihost.Kernel;
import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.Variant;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One instruction set of this machine's processor, with the kernels it adds something to. Direct and mapped buffers are
 * computed over where they lie, those on the heap are copied through. Thread-safe.
 */
public final class NativeBackend implements Backend {
    private final Variant variant;
    private final Map<Class<?>, Object> kernels = new HashMap<>();

    private NativeBackend(Variant variant, Set<Kernel> offered) {
        this.variant = variant;
        Scratch scratch = new Scratch();
        for (Kernel kernel : offered) {
            switch (kernel) {
                case FIELD_HASH -> kernels.put(FieldHash.class, new NativeFieldHash(calls(variant), scratch));
                case FIELD_SUM -> kernels.put(FieldSum.class, new NativeFieldSum(variant, scratch));
                case NODE_HASH -> kernels.put(NodeHash.class, new NativeNodeHash(variant, scratch));
                case LABELS -> kernels.put(Labels.class, new NativeLabels(variant, scratch));
            }
        }
    }

    private static NativeFieldHash.Calls calls(Variant variant) {
        return new NativeFieldHash.Calls() {
            @Override
            public long hash(int arity, ByteBuffer nodes, ByteBuffer digests) {
                return Kernels.fieldHash(variant, arity, nodes, digests);
            }

            @Override
            public long rows(ByteBuffer leaves, ByteBuffer rows) {
                return Kernels.fieldRows(variant, leaves, rows);
            }
        };
    }

    /**
     * What this machine has, a {@link CudaBackend} included; none when no native code fits it, and {@link Kernels#state} says
     * why.
     */
    public static List<Backend> present() {
        return Stream.concat(
                        Arrays.stream(Variant.values())
                                .filter(variant -> !Kernels.of(variant).isEmpty())
                                .<Backend>map(variant -> new NativeBackend(variant, Kernels.of(variant))),
                        CudaBackend.present().stream())
                .toList();
    }

    @Override
    public String name() {
        return variant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String description() {
        String what =
                switch (variant) {
                    case PORTABLE -> "C for any processor";
                    case SHANI -> "the SHA extensions of x86";
                    case ARMV8 -> "the SHA-2 instructions of ARMv8";
                    case AVX2 -> "AVX2, eight hashes side by side";
                    case ADX -> "mulx, adcx and adox";
                    case AVX512 -> "AVX-512, sixteen hashes or eight field elements side by side";
                };
        return what + "; " + Kernels.state().text();
    }

    @Override
    public <K> Optional<K> kernel(Class<K> kernel) {
        return Optional.ofNullable(kernels.get(kernel)).map(kernel::cast);
    }
}
