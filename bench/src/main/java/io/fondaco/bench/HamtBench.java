package io.fondaco.bench;

import io.fondaco.codec.amt.Amt;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Speed and heap of a HAMT and an AMT beside the 100,000 lookups a second that are needed, and beside the SHA-256 of
 * each key, which bounds the HAMT.
 *
 * <p>Arguments: entries (default 1,000,000), changes between two flushes (default 1,000).
 */
public final class HamtBench {
    private static final int LOOKUPS = 1_000_000;

    private HamtBench() {}

    public static void main(String[] args) throws IOException {
        int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int changes = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        System.out.printf(
                Locale.ROOT,
                "%,d entries, %s %s%n",
                entries,
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"));
        warmUp();
        hamt(entries, changes);
        amt(entries, changes);
    }

    private static void warmUp() throws IOException {
        Blocks blocks = new Blocks();
        Hamt map = Hamt.empty(blocks, Hamt.DEFAULT_BIT_WIDTH);
        Amt array = Amt.empty(blocks, 5);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 50_000; i++) {
                map.put(key(i), value(i + round));
                array.set(i, value(i + round));
            }
            map = Hamt.load(blocks, map.flush(), Hamt.DEFAULT_BIT_WIDTH);
            array = Amt.load(blocks, array.flush(), 5);
        }
    }

    private static void hamt(int entries, int changes) throws IOException {
        Blocks blocks = new Blocks();
        long heap = heap();
        Hamt map = Hamt.empty(blocks, Hamt.DEFAULT_BIT_WIDTH);
        long start = System.nanoTime();
        for (int i = 0; i < entries; i++) {
            map.put(key(i), value(i));
        }
        rate("HAMT insert", entries, start);
        System.out.printf(Locale.ROOT, "HAMT heap          %,12d MiB decoded%n", heap() - heap >> 20);
        start = System.nanoTime();
        Cid root = map.flush();
        System.out.printf(Locale.ROOT, "HAMT flush         %,12d ms, %,d nodes%n", millis(start), blocks.blocks.size());
        lookups("HAMT lookup, in memory", map, entries);
        map = Hamt.load(blocks, root, Hamt.DEFAULT_BIT_WIDTH);
        lookups("HAMT lookup, from blocks", map, entries);
        SplittableRandom random = new SplittableRandom(3);
        int puts = blocks.puts;
        start = System.nanoTime();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < changes; i++) {
                map.put(key(random.nextInt(entries)), value(random.nextInt()));
            }
            map.flush();
        }
        rate("HAMT change, flush each " + changes, 20 * changes, start);
        System.out.printf(
                Locale.ROOT, "HAMT nodes written %,12.2f a change%n", (blocks.puts - puts) / (20.0 * changes));
        start = System.nanoTime();
        long[] seen = new long[1];
        map.forEach((key, value) -> seen[0]++);
        rate("HAMT iteration", (int) seen[0], start);
        MessageDigest sha256 = sha256();
        start = System.nanoTime();
        long mixed = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            mixed += sha256.digest(key(i))[0];
        }
        rate("bound: SHA-256 of a key" + (mixed == 42 ? " " : ""), LOOKUPS, start);
    }

    private static void lookups(String what, Hamt map, int entries) throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        long start = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            if (map.get(key(random.nextInt(entries))).isEmpty()) {
                throw new IllegalStateException("an entry is lost");
            }
        }
        rate(what, LOOKUPS, start);
    }

    private static void amt(int entries, int changes) throws IOException {
        Blocks blocks = new Blocks();
        long heap = heap();
        Amt array = Amt.empty(blocks, 5);
        long start = System.nanoTime();
        for (int i = 0; i < entries; i++) {
            array.append(value(i));
        }
        rate("AMT append", entries, start);
        System.out.printf(Locale.ROOT, "AMT heap           %,12d MiB decoded%n", heap() - heap >> 20);
        start = System.nanoTime();
        Cid root = array.flush();
        System.out.printf(Locale.ROOT, "AMT flush          %,12d ms, %,d nodes%n", millis(start), blocks.blocks.size());
        array = Amt.load(blocks, root, 5);
        SplittableRandom random = new SplittableRandom(2);
        start = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            if (array.get(random.nextInt(entries)).isEmpty()) {
                throw new IllegalStateException("an entry is lost");
            }
        }
        rate("AMT lookup, from blocks", LOOKUPS, start);
        start = System.nanoTime();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < changes; i++) {
                array.set(random.nextInt(entries), value(random.nextInt()));
            }
            array.flush();
        }
        rate("AMT change, flush each " + changes, 20 * changes, start);
    }

    private static byte[] key(int i) {
        return new byte[] {0, (byte) (i | 0x80), (byte) (i >> 7 | 0x80), (byte) (i >> 14 | 0x80), (byte) (i >> 21)};
    }

    private static byte[] value(int i) {
        return new CborWriter(16)
                .writeBytes(new byte[] {0, (byte) i, (byte) (i >> 8), (byte) (i >> 16)})
                .toBytes();
    }

    private static void rate(String what, int count, long start) {
        System.out.printf(Locale.ROOT, "%-30s %,12.0f a second%n", what, count * 1e9 / (System.nanoTime() - start));
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256; this one does not", e);
        }
    }

    /** Blocks in memory, counted. */
    private static final class Blocks implements BlockStore {
        private final Map<Cid, byte[]> blocks = new HashMap<>();
        private int puts;

        @Override
        public Optional<byte[]> get(Cid cid) {
            return Optional.ofNullable(blocks.get(cid)).map(byte[]::clone);
        }

        @Override
        public void put(Cid cid, ByteBuffer block) {
            byte[] copy = new byte[block.remaining()];
            block.duplicate().get(copy);
            blocks.put(cid, copy);
            puts++;
        }
    }
}
