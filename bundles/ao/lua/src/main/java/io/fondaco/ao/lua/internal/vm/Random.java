package io.fondaco.ao.lua.internal.vm;

/** xoshiro256**, seeded by SplitMix64. Predictable by whoever knows the seed: no secret may hang on it. */
public final class Random {
    private long a;
    private long b;
    private long c;
    private long d;

    public void seed(long first, long second) {
        long x = first;
        a = mix(x += 0x9e3779b97f4a7c15L);
        b = mix(x += 0x9e3779b97f4a7c15L) ^ second;
        c = mix(x += 0x9e3779b97f4a7c15L);
        d = mix(x + 0x9e3779b97f4a7c15L) | 1;
        for (int i = 0; i < 8; i++) {
            next();
        }
    }

    private static long mix(long z) {
        long x = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }

    public long next() {
        long result = Long.rotateLeft(b * 5, 7) * 9;
        long t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = Long.rotateLeft(d, 45);
        return result;
    }

    /** A float in [0, 1). */
    public double fraction() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** An integer in [low, high], each as likely. */
    public long between(long low, long high) {
        long range = high - low;
        if (range == -1) {
            return next();
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(range | 1);
        long draw;
        do {
            draw = next() & mask;
        } while (Long.compareUnsigned(draw, range) > 0);
        return low + draw;
    }
}
