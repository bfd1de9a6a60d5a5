package io.fondaco.proof.ffihost;

import io.fondaco.proof.ffihost.internal.Addresses;
import io.fondaco.proof.ffihost.internal.CudaEntries;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Poseidon on a CUDA device; as {@link Kernels}, and {@link IllegalStateException} when the device fails. Buffers lie in the
 * memory of the host: they are copied to the device and back.
 */
public final class CudaKernels {
    private static final int NODE = 32;
    /** {@code FP_DEVICE} of the header, as results are counted here. */
    private static final long DEVICE = -3;

    private CudaKernels() {}

    /** What became of the library; loads it on the first call. */
    public static NativeState state() {
        return CudaEntries.STATE;
    }

    /** How many devices there are; 0 where the library or a driver is missing. */
    public static int devices() {
        return state() instanceof NativeState.Loaded ? CudaEntries.cudaDevices() : 0;
    }

    /** The device that computes, or why there is none; one line for operators. */
    public static String device() {
        if (!(state() instanceof NativeState.Loaded)) {
            return state().text();
        }
        ByteBuffer text = ByteBuffer.allocateDirect(256);
        CudaEntries.cudaDescribe(Addresses.to(text), text.capacity());
        byte[] bytes = new byte[text.capacity()];
        text.get(bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** As {@link Kernels#fieldHash}. */
    public static long fieldHash(int arity, ByteBuffer nodes, ByteBuffer digests) {
        int groups = Lengths.groups(arity, nodes, digests);
        need();
        return groups == 0
                ? Kernels.DONE
                : done(
                        CudaEntries.cudaFieldHash(
                                arity, Addresses.from(nodes), Addresses.besides(nodes, digests), groups),
                        nodes,
                        digests);
    }

    /** As {@link Kernels#fieldRows}. */
    public static long fieldRows(ByteBuffer leaves, ByteBuffer rows) {
        int count = Lengths.leavesOfEights(leaves, rows);
        need();
        return done(
                CudaEntries.cudaFieldRows(Addresses.from(leaves), Addresses.apart(leaves, rows), count), leaves, rows);
    }

    private static void need() {
        if (devices() == 0) {
            throw new UnsupportedOperationException("no CUDA device: " + device());
        }
    }

    private static long done(long result, ByteBuffer read, ByteBuffer written) {
        if (result == DEVICE) {
            throw new IllegalStateException("the CUDA device failed: out of memory, or lost; " + device() + ", "
                    + written.remaining() / NODE + " digests were wanted");
        }
        return Kernels.done(result, read, written);
    }
}
