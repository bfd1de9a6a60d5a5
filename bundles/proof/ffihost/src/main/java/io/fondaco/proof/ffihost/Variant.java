package io.fondaco.proof.ffihost;

/** Instruction sets the library computes with; which of them a processor has, {@link Kernels#of} says. */
public enum Variant {
    /** C without any particular instruction. */
    PORTABLE,
    /** The SHA extensions of x86. */
    SHANI,
    /** The SHA-2 instructions of ARMv8. */
    ARMV8,
    /** Eight SHA-256 side by side. */
    AVX2,
    /** Multiplications with two carry chains. */
    ADX,
    /** Sixteen SHA-256, or eight field elements, side by side. */
    AVX512
}
