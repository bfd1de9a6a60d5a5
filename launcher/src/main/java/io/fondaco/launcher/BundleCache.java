package io.fondaco.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Karaf's bundle cache of one node. It is kept only after a start that became ready, and only for the very distribution
 * and boot settings it was filled from; else the next start fills a new one. Nothing of value lies in it.
 */
final class BundleCache {

    private final Home home;
    private final NodeFolder node;
    private final Path stamp;

    BundleCache(Home home, NodeFolder node) {
        this.home = home;
        this.node = node;
        this.stamp = node.karaf().resolve("cache.of");
    }

    /** Empties the cache unless it can be trusted; true when it was kept. Temporary files always go. */
    boolean prepare() throws IOException {
        OwnerFiles.folder(node.karaf());
        OwnerFiles.folder(node.log());
        OwnerFiles.delete(node.karaf().resolve("tmp"));
        OwnerFiles.folder(node.karaf().resolve("tmp"));
        boolean trusted = Files.exists(stamp)
                && Files.readString(stamp, StandardCharsets.US_ASCII).strip().equals(fingerprint());
        if (!trusted) {
            OwnerFiles.delete(node.karaf().resolve("cache"));
        }
        // From here until it is ready a crash leaves no stamp, and the start after it fills a new cache.
        Files.deleteIfExists(stamp);
        return trusted;
    }

    /** Marks the cache as whole. */
    void ready() throws IOException {
        OwnerFiles.write(stamp, fingerprint() + "\n");
    }

    private String fingerprint() throws IOException {
        try (Stream<Path> files = Files.walk(home.system())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                try {
                    String line = home.system().relativize(file) + " " + Files.size(file) + " "
                            + Files.getLastModifiedTime(file).toMillis() + "\n";
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (String name : List.of(
                    "startup.properties", "config.properties", "org.apache.karaf.features.cfg", "system.properties")) {
                Path file = node.etc().resolve(name);
                digest.update(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
