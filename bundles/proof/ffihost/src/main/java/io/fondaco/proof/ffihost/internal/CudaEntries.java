package io.fondaco.proof.ffihost.internal;

import com.sun.jna.NativeLibrary;
import io.fondaco.proof.ffihost.NativeState;

/** The entries of {@code fondaco_proof_cuda.h}; as {@link Entries}. */
public final class CudaEntries {
    /** {@code FP_CUDA_ABI} of the header. */
    private static final int ABI = 1;

    /** What became of the library. */
    public static final NativeState STATE = Loading.load("fondaco_proof_cuda", CudaEntries::bind);

    private CudaEntries() {}

    private static void bind(NativeLibrary library) {
        com.sun.jna.Native.register(CudaEntries.class, library);
        Loading.expectAbi(ABI, cudaAbi());
    }

    private static native int cudaAbi();

    public static native int cudaDevices();

    public static native void cudaDescribe(long to, int bytes);

    public static native long cudaFieldHash(int arity, long nodes, long digests, long groups);

    public static native long cudaFieldRows(long leaves, long rows, long count);
}
