package io.fondaco.proof.ffihost.internal;

import com.sun.jna.NativeLibrary;
import io.fondaco.proof.ffihost.NativeState;

/**
 * The entries of {@code fondaco_proof.h}, by the names it has for them without {@code fp_}: addresses are passed as they are,
 * and nothing is checked. Not to be called unless {@link #STATE} is loaded.
 */
public final class Entries {
    /** {@code FP_ABI} of the header. */
    private static final int ABI = 2;

    /** What became of the library. */
    public static final NativeState STATE = Loading.load("fondaco_proof", Entries::bind);

    private Entries() {}

    private static void bind(NativeLibrary library) {
        com.sun.jna.Native.register(Entries.class, library);
        Loading.expectAbi(ABI, abi());
    }

    private static native int abi();

    public static native int kernels(int variant);

    public static native int lanes(int variant);

    public static native long fieldHash(int variant, int arity, long nodes, long digests, long groups);

    public static native long fieldRows(int variant, long leaves, long rows, long count);

    public static native long fieldAdd(int variant, long left, long right, long to, long nodes);

    public static native long fieldSubtract(int variant, long left, long right, long to, long nodes);

    public static native long nodePairs(int variant, long nodes, long digests, long pairs);

    public static native long nodeRows(int variant, long leaves, long rows, long count);

    public static native long nodePiece(int variant, long payload, long bytes, long root);

    public static native long rsaSeal(int variant, long key, long words, long numbers, long count);

    public static native long rsaOpen(int variant, long key, long words, long numbers, long count);

    public static native long labels(
            int variant,
            int layer,
            long from,
            long nodes,
            long parents,
            int replicas,
            long ids,
            long layers,
            long count,
            long below,
            long belowCount);
}
