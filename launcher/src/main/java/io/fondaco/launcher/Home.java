package io.fondaco.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The distribution: read only, shared by any number of nodes. */
record Home(Path path) {

    /** The distribution this very launcher lies in, or the one the system property {@code fondaco.home} names. */
    static Home find() {
        String told = System.getProperty("fondaco.home");
        try {
            Path home = told != null
                    ? Path.of(told)
                    : Path.of(Home.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .resolve("../../..");
            Home found = new Home(home.toAbsolutePath().normalize());
            if (!Files.isDirectory(found.path.resolve("system"))) {
                throw new Failure(
                        found.path + " is not a Fondaco distribution: it has no system folder",
                        "Run bin/fondaco of an unpacked distribution, or ./fondaco of a source tree.");
            }
            return found;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The place of the launcher is no file", e);
        }
    }

    /**
     * The data folder of whoever names none.
     *
     * @param told what {@code FONDACO_DIR} says, or null; the script sets it to {@code .data} of a source tree or
     *     {@code data} of a distribution when nobody did
     */
    static Path dataFolder(String told) {
        return told != null && !told.isBlank()
                ? Path.of(told).toAbsolutePath().normalize()
                : find().path.resolve("data");
    }

    Path etc() {
        return path.resolve("etc");
    }

    Path system() {
        return path.resolve("system");
    }

    /** Lines of a list in {@code lib/fondaco}, without comments and blank lines. */
    List<String> list(String name) throws IOException {
        try (Stream<String> lines = Files.lines(path.resolve("lib/fondaco").resolve(name), StandardCharsets.UTF_8)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    /** Every jar in a folder of the distribution, in name order. */
    List<Path> jars(String folder) throws IOException {
        try (Stream<Path> files = Files.list(path.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** The only jar under a group and artifact of the repository in {@code system/}, whatever its version. */
    Path artifact(String folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(system().resolve(folder))) {
            files.filter(file -> file.toString().endsWith(".jar")).forEach(found::add);
        }
        if (found.size() != 1) {
            throw new IOException("Expected one jar under " + system().resolve(folder) + " but found " + found);
        }
        return found.get(0);
    }
}
