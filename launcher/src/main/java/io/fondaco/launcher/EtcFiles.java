package io.fondaco.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lays the distribution's settings into a node's {@code etc}. A file nobody edited follows the distribution; an edited one
 * stays, and its new default is put beside it as {@code NAME.new}. What was laid down is remembered by its SHA-256.
 */
final class EtcFiles {

    private static final String RECORD = ".distribution";

    private final Path source;
    private final Path target;

    EtcFiles(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    /** Brings {@code etc} up to date; the sentences tell what an operator should know. */
    List<String> layDown() throws IOException {
        OwnerFiles.folder(target);
        Map<String, String> before = record();
        TreeMap<String, String> after = new TreeMap<>();
        List<String> notes = new ArrayList<>();
        for (Path file : files()) {
            String name = source.relativize(file).toString();
            byte[] content = Files.readAllBytes(file);
            String wanted = sha256(content);
            Path place = target.resolve(name);
            String present = Files.exists(place) ? sha256(Files.readAllBytes(place)) : null;
            String laid = before.get(name);
            boolean untouched = present == null || present.equals(laid);
            if (untouched && !wanted.equals(present)) {
                folders(place.getParent());
                OwnerFiles.write(place, content);
            } else if (!untouched && laid != null && !wanted.equals(laid) && !wanted.equals(present)) {
                OwnerFiles.write(place.resolveSibling(place.getFileName() + ".new"), content);
                notes.add("Kept your edited " + place + "; the new default lies beside it as " + place.getFileName()
                        + ".new");
            }
            after.put(name, wanted);
        }
        for (String name : before.keySet()) {
            Path place = target.resolve(name);
            if (!after.containsKey(name)
                    && Files.exists(place)
                    && sha256(Files.readAllBytes(place)).equals(before.get(name))) {
                Files.delete(place); // the distribution no longer has it, and nobody made it his own
            }
        }
        StringBuilder text = new StringBuilder("# What the distribution laid down here. Do not edit.\n");
        after.forEach(
                (name, hash) -> text.append(hash).append("  ").append(name).append('\n'));
        OwnerFiles.write(target.resolve(RECORD), text.toString());
        return notes;
    }

    private void folders(Path folder) throws IOException {
        if (!folder.equals(target)) {
            folders(folder.getParent());
            OwnerFiles.folder(folder);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Map<String, String> record() throws IOException {
        Map<String, String> laid = new TreeMap<>();
        Path file = target.resolve(RECORD);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] parts = line.split("  ", 2);
                if (parts.length == 2 && !line.startsWith("#")) {
                    laid.put(parts[1], parts[0]);
                }
            }
        }
        return laid;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
