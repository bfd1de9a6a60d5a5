package io.fondaco.proof.ffi;

import io.fondaco.proof.ffihost.CudaKernels;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Poseidon on the first CUDA device of this machine: columns and trees, worth it by the hundred thousand. Thread-safe. */
public final class CudaBackend implements Backend {
    private final FieldHash hash = new NativeFieldHash(
            new NativeFieldHash.Calls() {
                @Override
                public long hash(int arity, ByteBuffer nodes, ByteBuffer digests) {
                    return CudaKernels.fieldHash(arity, nodes, digests);
                }

                @Override
                public long rows(ByteBuffer leaves, ByteBuffer rows) {
                    return CudaKernels.fieldRows(leaves, rows);
                }
            },
            new Scratch());

    private CudaBackend() {}

    /** The device of this machine; empty without one, without a driver, or without the fragment: see {@link CudaKernels}. */
    public static Optional<Backend> present() {
        return CudaKernels.devices() > 0 ? Optional.of(new CudaBackend()) : Optional.empty();
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public boolean gpu() {
        return true;
    }

    @Override
    public String description() {
        return CudaKernels.device();
    }

    @Override
    public <K> Optional<K> kernel(Class<K> kernel) {
        return kernel == FieldHash.class ? Optional.of(kernel.cast(hash)) : Optional.empty();
    }
}
