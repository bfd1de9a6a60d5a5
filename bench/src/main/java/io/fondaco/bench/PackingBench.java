package io.fondaco.bench;

import io.fondaco.proof.ffi.NativePowers;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.JavaPowers;
import io.fondaco.replica.Packer;
import io.fondaco.replica.ReplicaKey;
import io.fondaco.replica.ReplicaLayout;
import io.fondaco.replica.spi.Powers;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.crypto.Cipher;

/**
 * How fast replicas are packed, unpacked and challenged on one core, beside the JDK's RSA and OpenSSL's in the same run:
 * {@code PackingBench [turns]}.
 */
public final class PackingBench {
    private static final int BLOCK = 128;
    private static final int CHUNKS = 8;
    private static final double MIB = 1 << 20;
    private static final int LEAVES = 131_072;

    private PackingBench() {}

    public static void main(String[] args) throws Exception {
        Turns turns = new Turns(args.length > 0 ? Integer.parseInt(args[0]) : 20);
        double[] openSsl = openSsl();
        System.out.printf(
                Locale.ROOT,
                "openssl speed rsa1024, one core: %.0f private/s, %.2f MiB/s; %.0f public/s, %.2f MiB/s%n",
                openSsl[0],
                openSsl[0] * BLOCK / MIB,
                openSsl[1],
                openSsl[1] * BLOCK / MIB);
        ReplicaKey key = ReplicaKey.generate(ReplicaKey.STANDARD_BITS, new SecureRandom());
        List<Powers> all = new ArrayList<>(List.of(new JavaPowers()));
        NativePowers.present().ifPresent(all::add);
        byte[] data = new byte[CHUNKS * ReplicaLayout.WEB.chunk()];
        new Random(1).nextBytes(data);
        for (Powers powers : all) {
            one(turns, powers, key, data, openSsl);
        }
        challenges(turns);
    }

    private static void one(Turns turns, Powers powers, ReplicaKey key, byte[] data, double[] openSsl)
            throws Exception {
        Packer packer = new Packer(powers, Runnable::run, 1);
        byte[] packed = pack(packer, key, data);
        byte[] block = Arrays.copyOf(packed, BLOCK);
        Cipher sealing = Cipher.getInstance("RSA/ECB/NoPadding");
        sealing.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key.toBytes())));
        Cipher opening = Cipher.getInstance("RSA/ECB/NoPadding");
        opening.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA")
                        .generatePublic(new X509EncodedKeySpec(key.open().toBytes())));
        double[] took = turns.best(
                () -> pack(packer, key, data),
                () -> unpack(packer, key, packed, data.length),
                () -> jdk(sealing, block),
                () -> jdk(opening, block));
        double pack = data.length / took[0] / MIB;
        double unpack = data.length / took[1] / MIB;
        System.out.printf(
                Locale.ROOT,
                "%-7s packs %.2f MiB/s: %.1f x the JDK's RSA (%.2f), %.1f x openssl's; unpacks %.1f MiB/s: %.1f x the JDK's"
                        + " (%.2f), %.1f x openssl's%n",
                powers.name(),
                pack,
                pack / (BLOCK / took[2] / MIB),
                BLOCK / took[2] / MIB,
                pack / (openSsl[0] * BLOCK / MIB),
                unpack,
                unpack / (BLOCK / took[3] / MIB),
                BLOCK / took[3] / MIB,
                unpack / (openSsl[1] * BLOCK / MIB));
    }

    private static byte[] pack(Packer packer, ReplicaKey key, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            packer.pack(
                    key,
                    ReplicaLayout.WEB,
                    new ByteArrayInputStream(data),
                    data.length,
                    (index, bytes, length) -> out.write(bytes),
                    () -> false,
                    (stage, done, total) -> {});
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static void unpack(Packer packer, ReplicaKey key, byte[] packed, int length) {
        ByteArrayInputStream in = new ByteArrayInputStream(packed);
        try {
            packer.unpack(
                    key.open(),
                    ReplicaLayout.WEB,
                    (index, size) -> in.readNBytes(size),
                    length,
                    (index, bytes, size) -> {},
                    () -> false,
                    (stage, done, total) -> {});
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void jdk(Cipher cipher, byte[] block) {
        try {
            cipher.doFinal(block);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Leaves of a replica of 1 GiB that are checked against its root. */
    static void challenges(Turns turns) {
        byte[] hashes = new byte[LEAVES * ChunkTree.HASH];
        new Random(2).nextBytes(hashes);
        byte[] chunk = new byte[8192];
        System.arraycopy(ChunkTree.leaf(ChunkTree.Kind.SEPARATED, 77_777, chunk), 0, hashes, 77_777 * 32, 32);
        ChunkTree tree = ChunkTree.of(ChunkTree.Kind.SEPARATED, hashes);
        byte[] root = tree.root();
        List<byte[]> proof = tree.proof(77_777);
        double[] took = turns.best(() -> {
            if (!ChunkTree.holds(ChunkTree.Kind.SEPARATED, root, LEAVES, 77_777, chunk, proof)) {
                throw new IllegalStateException("a good proof does not hold");
            }
        });
        System.out.printf(Locale.ROOT, "challenges: %.0f leaves of 8192 bytes checked a second%n", 1 / took[0]);
    }

    /** Private and public operations a second; NaN where there is no openssl. */
    private static double[] openSsl() throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("openssl", "speed", "-seconds", "1", "rsa1024")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double[] found = {Double.NaN, Double.NaN};
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("rsa 1024 bits")) {
                    String[] words = line.trim().split("\\s+");
                    found[0] = Double.parseDouble(words[5]);
                    found[1] = Double.parseDouble(words[6]);
                }
            }
        }
        process.waitFor();
        return found;
    }
}
