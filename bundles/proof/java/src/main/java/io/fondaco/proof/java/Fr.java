package io.fondaco.proof.java;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The scalar field of BLS12-381: integers modulo r = 2^255 - 0x0c1258acd66282b7ccc627f7f65e27faac425bfd0001a40100000000ffffffff.
 *
 * <p>Elements live in arrays: element {@code i} is the four limbs from {@code 4 * i} on, least significant first, in
 * Montgomery form with R = 2^256, always below r. Every operation may write over its operands, allocates nothing and
 * takes the same steps for all values, inverses included.
 */
public final class Fr {
    /** Limbs of 64 bits in one element. */
    public static final int LIMBS = 4;
    /** Bytes of an encoded element. */
    public static final int BYTES = 32;

    static final long R0 = 0xffffffff00000001L;
    static final long R1 = 0x53bda402fffe5bfeL;
    static final long R2 = 0x3339d80809a1d805L;
    static final long R3 = 0x73eda753299d7d48L;
    /** The 52 bits of a limb while multiplying. */
    private static final long LIMB = (1L << 52) - 1;
    /** r in limbs of 52 bits but for the first, which is 2^52 - 2^32 + 1. */
    private static final long L1 = (R0 >>> 52 | R1 << 12) & LIMB;

    private static final long L2 = (R1 >>> 40 | R2 << 24) & LIMB;
    private static final long L3 = (R2 >>> 28 | R3 << 36) & LIMB;
    private static final long L4 = R3 >>> 16;

    private static final long[] MODULUS = {R0, R1, R2, R3};
    /** 2^512 modulo r: multiplying by it brings a plain number into Montgomery form. */
    private static final long[] SQUARE_OF_R = squareOfR();

    private static final long[] PLAIN_ONE = {1, 0, 0, 0};
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Fr() {}

    /** Room for {@code count} elements, all zero. */
    public static long[] elements(int count) {
        return new long[Math.multiplyExact(LIMBS, count)];
    }

    /** Sets {@code to[t]} to a number of at least 0. */
    public static void set(long[] to, int t, long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a field element from " + number + ": only numbers from 0 on");
        }
        int o = LIMBS * t;
        to[o] = number;
        to[o + 1] = 0;
        to[o + 2] = 0;
        to[o + 3] = 0;
        multiply(to, t, SQUARE_OF_R, 0, to, t);
    }

    /** Copies {@code from[f]} to {@code to[t]}. */
    public static void copy(long[] from, int f, long[] to, int t) {
        System.arraycopy(from, LIMBS * f, to, LIMBS * t, LIMBS);
    }

    /**
     * Reads 32 bytes, little-endian.
     *
     * @throws ProofException (MALFORMED) when the number is not below r
     */
    public static void decode(byte[] from, int at, long[] to, int t) {
        load(from, at, to, t);
        multiply(to, t, SQUARE_OF_R, 0, to, t);
    }

    /** Writes {@code from[f]} as 32 bytes, little-endian. */
    public static void encode(long[] from, int f, byte[] to, int at) {
        long[] plain = new long[LIMBS];
        multiply(from, f, PLAIN_ONE, 0, plain, 0);
        store(plain, 0, to, at);
    }

    /**
     * Reads 32 bytes without bringing them into Montgomery form: enough to add and subtract, for the form is linear.
     *
     * @throws ProofException (MALFORMED) when the number is not below r
     */
    static void load(byte[] from, int at, long[] to, int t) {
        int o = LIMBS * t;
        long a0 = (long) WORD.get(from, at);
        long a1 = (long) WORD.get(from, at + 8);
        long a2 = (long) WORD.get(from, at + 16);
        long a3 = (long) WORD.get(from, at + 24);
        if (!belowR(a0, a1, a2, a3)) {
            throw new ProofException(
                    Reason.MALFORMED,
                    "the 32 bytes at offset " + at + " are not a field element: "
                            + String.format("0x%016x%016x%016x%016x", a3, a2, a1, a0)
                            + " is not below r; the data is damaged or was never padded");
        }
        to[o] = a0;
        to[o + 1] = a1;
        to[o + 2] = a2;
        to[o + 3] = a3;
    }

    /** Writes limbs as they are, the reverse of {@link #load}. */
    static void store(long[] from, int f, byte[] to, int at) {
        for (int i = 0; i < LIMBS; i++) {
            WORD.set(to, at + 8 * i, from[LIMBS * f + i]);
        }
    }

    /** {@code to[t] = a[i] + b[j]}. */
    public static void add(long[] a, int i, long[] b, int j, long[] to, int t) {
        int p = LIMBS * i;
        int q = LIMBS * j;
        // r is below 2^255: the sum never leaves 256 bits.
        long t0 = a[p] + b[q];
        long c = carry(a[p], t0);
        long u1 = a[p + 1] + b[q + 1];
        long t1 = u1 + c;
        c = carry(a[p + 1], u1) + carry(u1, t1);
        long u2 = a[p + 2] + b[q + 2];
        long t2 = u2 + c;
        c = carry(a[p + 2], u2) + carry(u2, t2);
        reduce(t0, t1, t2, a[p + 3] + b[q + 3] + c, to, LIMBS * t);
    }

    /** {@code to[t] = a[i] - b[j]}. */
    public static void subtract(long[] a, int i, long[] b, int j, long[] to, int t) {
        int p = LIMBS * i;
        int q = LIMBS * j;
        long t0 = a[p] - b[q];
        long c = carry(t0, a[p]);
        long u1 = a[p + 1] - b[q + 1];
        long t1 = u1 - c;
        c = carry(u1, a[p + 1]) + carry(t1, u1);
        long u2 = a[p + 2] - b[q + 2];
        long t2 = u2 - c;
        c = carry(u2, a[p + 2]) + carry(t2, u2);
        long t3 = a[p + 3] - b[q + 3] - c;
        // Both are below 2^255, so the sign bit says whether r must be added back.
        long m = t3 >> 63;
        int o = LIMBS * t;
        to[o] = t0 + (R0 & m);
        c = carry(t0, to[o]);
        u1 = t1 + (R1 & m);
        to[o + 1] = u1 + c;
        c = carry(t1, u1) + carry(u1, to[o + 1]);
        u2 = t2 + (R2 & m);
        to[o + 2] = u2 + c;
        c = carry(t2, u2) + carry(u2, to[o + 2]);
        to[o + 3] = t3 + (R3 & m) + c;
    }

    /**
     * {@code to[t] = a[i] * b[j]}.
     *
     * <p>The JDK gives a carry only through comparisons, so the product is made in limbs of 52 bits, where sums of many
     * halves of products fit in a long. The first factor is taken 16 times, which makes five such limbs divide by 2^256
     * although they have 260 bits; the result stays below 2r.
     */
    public static void multiply(long[] a, int i, long[] b, int j, long[] to, int t) {
        int o = LIMBS * i;
        long x0 = a[o] << 4 & LIMB;
        long x1 = (a[o] >>> 48 | a[o + 1] << 16) & LIMB;
        long x2 = (a[o + 1] >>> 36 | a[o + 2] << 28) & LIMB;
        long x3 = (a[o + 2] >>> 24 | a[o + 3] << 40) & LIMB;
        long x4 = a[o + 3] >>> 12;
        o = LIMBS * j;
        long y0 = b[o] & LIMB;
        long y1 = (b[o] >>> 52 | b[o + 1] << 12) & LIMB;
        long y2 = (b[o + 1] >>> 40 | b[o + 2] << 24) & LIMB;
        long y3 = (b[o + 2] >>> 28 | b[o + 3] << 36) & LIMB;
        long y4 = b[o + 3] >>> 16;
        long h = high(x0, y0);
        long v = x0 * y0 - (h << 52);
        long q0 = quotient(v);
        long carry = h + cleared(v, q0);

        h = high(x0, y1) + high(x1, y0) + high(q0, L1);
        v = x0 * y1 + x1 * y0 + q0 * L1 + carry - (h << 52);
        long q1 = quotient(v);
        carry = h + cleared(v, q1);

        h = high(x0, y2) + high(x1, y1) + high(x2, y0) + high(q0, L2) + high(q1, L1);
        v = x0 * y2 + x1 * y1 + x2 * y0 + q0 * L2 + q1 * L1 + carry - (h << 52);
        long q2 = quotient(v);
        carry = h + cleared(v, q2);

        h = high(x0, y3) + high(x1, y2) + high(x2, y1) + high(x3, y0) + high(q0, L3) + high(q1, L2) + high(q2, L1);
        v = x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0 + q0 * L3 + q1 * L2 + q2 * L1 + carry - (h << 52);
        long q3 = quotient(v);
        carry = h + cleared(v, q3);

        h = high(x0, y4)
                + high(x1, y3)
                + high(x2, y2)
                + high(x3, y1)
                + high(x4, y0)
                + high(q0, L4)
                + high(q1, L3)
                + high(q2, L2)
                + high(q3, L1);
        v = x0 * y4 + x1 * y3 + x2 * y2 + x3 * y1 + x4 * y0 + q0 * L4 + q1 * L3 + q2 * L2 + q3 * L1 + carry - (h << 52);
        long q4 = quotient(v);
        carry = h + cleared(v, q4);

        h = high(x1, y4)
                + high(x2, y3)
                + high(x3, y2)
                + high(x4, y1)
                + high(q1, L4)
                + high(q2, L3)
                + high(q3, L2)
                + high(q4, L1);
        v = x1 * y4 + x2 * y3 + x3 * y2 + x4 * y1 + q1 * L4 + q2 * L3 + q3 * L2 + q4 * L1 + carry - (h << 52);
        long z0 = v & LIMB;
        carry = h + (v >>> 52);

        h = high(x2, y4) + high(x3, y3) + high(x4, y2) + high(q2, L4) + high(q3, L3) + high(q4, L2);
        v = x2 * y4 + x3 * y3 + x4 * y2 + q2 * L4 + q3 * L3 + q4 * L2 + carry - (h << 52);
        long z1 = v & LIMB;
        carry = h + (v >>> 52);

        h = high(x3, y4) + high(x4, y3) + high(q3, L4) + high(q4, L3);
        v = x3 * y4 + x4 * y3 + q3 * L4 + q4 * L3 + carry - (h << 52);
        long z2 = v & LIMB;
        carry = h + (v >>> 52);

        h = high(x4, y4) + high(q4, L4);
        v = x4 * y4 + q4 * L4 + carry - (h << 52);
        long z3 = v & LIMB;
        carry = h + (v >>> 52);

        reduce(z0 | z1 << 52, z1 >>> 12 | z2 << 40, z2 >>> 24 | z3 << 28, z3 >>> 36 | carry << 16, to, LIMBS * t);
    }

    /** The upper half of the product of two limbs of 52 bits: what is above its lowest 52. */
    private static long high(long x, long y) {
        return Math.multiplyHigh(x << 6, y << 6);
    }

    /** The multiple of r that clears the lowest 52 bits of v; -1/r is -(2^32 + 1) modulo 2^52. */
    private static long quotient(long v) {
        return -(v + (v << 32)) & LIMB;
    }

    /** (v + q * L0) / 2^52 without a remainder, for L0 = 2^52 - 2^32 + 1. */
    private static long cleared(long v, long q) {
        return q - (q >>> 20) + (v + q - (q << 32 & LIMB) >> 52);
    }

    /** {@code to[t] = a[i]^5}. */
    public static void fifthPower(long[] a, int i, long[] to, int t, long[] scratch) {
        multiply(a, i, a, i, scratch, 0);
        multiply(scratch, 0, scratch, 0, scratch, 0);
        multiply(a, i, scratch, 0, to, t);
    }

    /** {@code to[t] = 1 / a[i]}, and 0 for 0: a to the power of r - 2. */
    public static void inverse(long[] a, int i, long[] to, int t) {
        long[] base = new long[LIMBS];
        copy(a, i, base, 0);
        long[] power = new long[LIMBS];
        set(power, 0, 1);
        for (int bit = 254; bit >= 0; bit--) {
            multiply(power, 0, power, 0, power, 0);
            // r ends in ...01 with 32 ones above: r - 2 borrows from the first limb only.
            long limb = bit < 64 ? R0 - 2 : MODULUS[bit >> 6];
            if ((limb >>> (bit & 63) & 1) == 1) {
                multiply(power, 0, base, 0, power, 0);
            }
        }
        copy(power, 0, to, t);
    }

    /** Whether the number of these limbs, least significant first, is below r. */
    static boolean belowR(long a0, long a1, long a2, long a3) {
        if (a3 != R3) {
            return Long.compareUnsigned(a3, R3) < 0;
        }
        if (a2 != R2) {
            return Long.compareUnsigned(a2, R2) < 0;
        }
        if (a1 != R1) {
            return Long.compareUnsigned(a1, R1) < 0;
        }
        return Long.compareUnsigned(a0, R0) < 0;
    }

    /** Subtracts r once when the number is not below it; numbers are below 2r. */
    private static void reduce(long t0, long t1, long t2, long t3, long[] to, int o) {
        long s0 = t0 - R0;
        long c = carry(s0, t0);
        long u1 = t1 - R1;
        long s1 = u1 - c;
        c = carry(u1, t1) + carry(s1, u1);
        long u2 = t2 - R2;
        long s2 = u2 - c;
        c = carry(u2, t2) + carry(s2, u2);
        long s3 = t3 - R3 - c;
        // 2r is below 2^256 and r has 255 bits: a difference below zero borrows, and then t3 was at most R3.
        long keep = -(carry(t3 - R3, t3) | carry(s3, t3 - R3));
        to[o] = s0 ^ (s0 ^ t0) & keep;
        to[o + 1] = s1 ^ (s1 ^ t1) & keep;
        to[o + 2] = s2 ^ (s2 ^ t2) & keep;
        to[o + 3] = s3 ^ (s3 ^ t3) & keep;
    }

    /** 1 when {@code sum} is below {@code part} as an unsigned number: the carry of a sum, the borrow of a difference. */
    private static long carry(long part, long sum) {
        return (~sum & part | ~(sum ^ part) & sum - part) >>> 63;
    }

    private static long[] squareOfR() {
        // 1 doubled 512 times.
        long[] x = {1, 0, 0, 0};
        for (int i = 0; i < 512; i++) {
            add(x, 0, x, 0, x, 0);
        }
        return x;
    }
}
