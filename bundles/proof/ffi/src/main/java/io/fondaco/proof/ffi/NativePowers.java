package io.fondaco.proof.ffi;

import io.fondaco.proof.ffihost.Kernel;
import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.Variant;
import io.fondaco.replica.JavaPowers;
import io.fondaco.replica.ReplicaKey;
import io.fondaco.replica.ReplicaPublicKey;
import io.fondaco.replica.spi.Powers;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** RSA in native code, eight numbers side by side; keys of other lengths than 1024 bits are left to plain Java. Thread-safe. */
public final class NativePowers implements Powers {
    private static final int BYTES = 128;
    private static final int HALF = 64;
    private static final int LANES = 8;
    /** Numbers that go through a copy at a time. */
    private static final int CHUNK = 512;
    /** R of the native multiplication, squared: of the primes, and of the modulus. */
    private static final BigInteger RR_PRIME = BigInteger.ONE.shiftLeft(1040);

    private static final BigInteger RR_MODULUS = BigInteger.ONE.shiftLeft(2080);

    /** A key as native code takes it. */
    private record Ready(Object key, ByteBuffer parts) {}

    @FunctionalInterface
    private interface Entry {
        long call(Variant variant, ByteBuffer key, ByteBuffer numbers);
    }

    private final Variant variant;
    private final Powers other = new JavaPowers();
    private final ThreadLocal<ByteBuffer> copies =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK * BYTES));
    /** Whoever packs does so with one key for long. */
    private volatile Ready sealing = new Ready(null, null);

    private volatile Ready opening = new Ready(null, null);

    private NativePowers(Variant variant) {
        this.variant = variant;
    }

    /** What this machine has; empty when native code or the processor lacks it. */
    public static Optional<NativePowers> present() {
        return Kernels.of(Variant.AVX512).contains(Kernel.RSA)
                ? Optional.of(new NativePowers(Variant.AVX512))
                : Optional.empty();
    }

    @Override
    public String name() {
        return "avx512";
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void seal(ReplicaKey key, byte[] numbers, int from, int count) {
        if (key.open().bytes() != BYTES) {
            other.seal(key, numbers, from, count);
            return;
        }
        Ready ready = sealing;
        if (ready.key() != key) {
            ready = new Ready(key, sealing(key));
            sealing = ready;
        }
        run(Kernels::rsaSeal, ready.parts(), numbers, from, count);
    }

    @Override
    public void open(ReplicaPublicKey key, byte[] numbers, int from, int count) {
        if (key.bytes() != BYTES) {
            other.open(key, numbers, from, count);
            return;
        }
        Ready ready = opening;
        if (!key.equals(ready.key())) {
            ready = new Ready(key, opening(key));
            opening = ready;
        }
        run(Kernels::rsaOpen, ready.parts(), numbers, from, count);
    }

    private void run(Entry entry, ByteBuffer key, byte[] numbers, int from, int count) {
        Objects.checkFromIndexSize(from, Math.multiplyExact(count, BYTES), numbers.length);
        ByteBuffer copy = copies.get();
        for (int done = 0; done < count; done += CHUNK) {
            int now = Math.min(CHUNK, count - done);
            copy.clear().put(numbers, from + done * BYTES, now * BYTES).flip();
            long refused = entry.call(variant, key, copy);
            if (refused != Kernels.DONE) {
                throw new IllegalArgumentException("number " + (done + refused) + " is not below the modulus");
            }
            copy.get(numbers, from + done * BYTES, now * BYTES);
        }
    }

    private static ByteBuffer sealing(ReplicaKey key) {
        ByteBuffer parts = ByteBuffer.allocateDirect(7 * HALF + BYTES);
        for (BigInteger part : new BigInteger[] {
            key.p(),
            key.q(),
            key.exponentP(),
            key.exponentQ(),
            key.coefficient(),
            RR_PRIME.mod(key.p()),
            RR_PRIME.mod(key.q())
        }) {
            put(part, HALF, parts);
        }
        put(key.open().modulus(), BYTES, parts);
        return parts.flip().asReadOnlyBuffer();
    }

    private static ByteBuffer opening(ReplicaPublicKey key) {
        ByteBuffer parts = ByteBuffer.allocateDirect(2 * BYTES + Long.BYTES);
        put(key.modulus(), BYTES, parts);
        put(RR_MODULUS.mod(key.modulus()), BYTES, parts);
        put(key.exponent(), Long.BYTES, parts);
        return parts.flip().asReadOnlyBuffer();
    }

    /** Little-endian. */
    private static void put(BigInteger number, int bytes, ByteBuffer to) {
        byte[] big = number.toByteArray();
        for (int i = 0; i < bytes; i++) {
            int at = big.length - 1 - i;
            to.put(at >= 0 ? big[at] : 0);
        }
    }
}
