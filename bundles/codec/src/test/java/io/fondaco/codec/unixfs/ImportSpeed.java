package io.fondaco.codec.unixfs;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** By hand: speed of importing a file into a CAR beside plain SHA-256 over the same file, alternating. */
public final class ImportSpeed {
    private ImportSpeed() {}

    /** Arguments: size in MiB, folder to work in. */
    public static void main(String[] args) throws Exception {
        int mebibytes = Integer.parseInt(args[0]);
        Path source = Path.of(args[1], "import-speed.bin");
        Path car = Path.of(args[1], "import-speed.car");
        try (OutputStream out = Files.newOutputStream(source);
                InputStream in = Samples.lcg((long) mebibytes << 20)) {
            in.transferTo(out);
        }
        try {
            for (int round = 0; round < 4; round++) {
                long hashed = sha256(source);
                long counted = toNowhere(source);
                long imported = toCar(source, car);
                System.out.printf(
                        "round %d: sha-256 %d ms, import to nowhere %d ms (%.2f), import to CAR %d ms (%.2f)%n",
                        round, hashed, counted, (double) hashed / counted, imported, (double) hashed / imported);
            }
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(car);
        }
    }

    private static long sha256(Path source) throws Exception {
        long start = System.nanoTime();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(source)) {
            for (int n; (n = in.readNBytes(buffer, 0, buffer.length)) > 0; ) {
                digest.update(buffer, 0, n);
            }
        }
        digest.digest();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long toNowhere(Path source) throws Exception {
        long start = System.nanoTime();
        try (InputStream in = Files.newInputStream(source)) {
            UnixFsImporter.importFile(in, UnixFsOptions.DEFAULT, (cid, block) -> {});
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** Over the same file again: fresh pages cost a virtual machine more than all the rest, and say nothing of us. */
    private static long toCar(Path source, Path car) throws Exception {
        long start = System.nanoTime();
        try (InputStream in = Files.newInputStream(source);
                FileChannel out = FileChannel.open(car, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            UnixFsImporter.importToCar(in, UnixFsOptions.DEFAULT, out, (offset, bytes) -> {});
        }
        return (System.nanoTime() - start) / 1_000_000;
    }
}
