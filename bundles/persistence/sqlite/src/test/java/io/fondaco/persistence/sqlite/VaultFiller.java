package io.fondaco.persistence.sqlite;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultSweep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that writes a chain of blocks into a vault without end, durably and soon by turns, and sweeps garbage on
 * another thread; it prints the height once a batch has been written, {@code failed MESSAGE} when one was not. Arguments:
 * folder.
 */
final class VaultFiller {

    private VaultFiller() {}

    /** A block of a height, from 1; its length too depends on the height alone. */
    static byte[] block(long height) {
        Random random = new Random(height);
        byte[] bytes = new byte[8 + random.nextInt(random.nextInt(50) == 0 ? 300_000 : 1000)];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putLong(height);
        return bytes;
    }

    static Cid cid(byte[] block) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.sha256(block));
    }

    static String name(long height) {
        return String.format("height/%012d", height);
    }

    static boolean isGarbage(Cid cid) {
        return cid.codec() == Cid.RAW;
    }

    private static VaultBatch batch(long height) {
        byte[] block = block(height);
        byte[] cid = cid(block).toBytes();
        VaultBatch batch = new VaultBatch().name("head", Long.toString(height).getBytes(StandardCharsets.US_ASCII));
        batch.name(name(height), cid);
        for (int i = 0; i < 5; i++) {
            byte[] garbage = ByteBuffer.allocate(200).putLong(height).putInt(i).array();
            batch.put(Cid.v1(Cid.RAW, Multihash.sha256(garbage)), garbage);
        }
        return batch.put(cid(block), block);
    }

    public static void main(String[] args) {
        // Never closed: this process ends by being killed.
        SqliteVault vault = new SqliteVaults(Path.of(args[0])).open("chain");
        long head = vault.name("head")
                .map(h -> Long.parseLong(new String(h, StandardCharsets.US_ASCII)))
                .orElse(0L);
        new Thread(() -> sweep(vault)).start();
        while (true) {
            try {
                if (head % 3 == 0) {
                    vault.write(batch(head + 1));
                } else {
                    vault.writeSoon(batch(head + 1));
                }
                head++;
                System.out.println(head);
            } catch (StoreException e) {
                System.out.println("failed " + e.getMessage());
            }
        }
    }

    private static void sweep(SqliteVault vault) {
        while (true) {
            try (VaultSweep sweep = vault.sweep()) {
                sweep.run(cid -> !isGarbage(cid));
            } catch (StoreException e) {
                System.out.println("failed " + e.getMessage());
            }
        }
    }
}
