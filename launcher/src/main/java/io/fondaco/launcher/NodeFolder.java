package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The data folder of one node: its settings, its secrets, its store, its logs. */
record NodeFolder(Path path) {

    /** Marks a node's command line, so that a process with a recycled pid is not taken for it. */
    static final String MARK = "-Dfondaco.dir=";

    private static final Path PROC = Path.of("/proc");

    NodeFolder {
        path = path.toAbsolutePath().normalize();
    }

    Path etc() {
        return path.resolve("etc");
    }

    /** Karaf's own: bundle cache, temporary files. Disposable; the store is not in here. */
    Path karaf() {
        return path.resolve("karaf");
    }

    Path log() {
        return path.resolve("log");
    }

    Path logFile() {
        return log().resolve("fondaco.log");
    }

    Path consoleLog() {
        return log().resolve("console.log");
    }

    /** Written by the node when its API answers, removed at a clean stop. */
    Path apiFile() {
        return path.resolve("api.json");
    }

    /** Written by the launcher: pid and ports of the process it started. */
    Path nodeFile() {
        return path.resolve("node.json");
    }

    Path tokenFile() {
        return path.resolve("api-token");
    }

    /** Held while somebody starts the node, so that nobody else does. */
    Path startLock() {
        return path.resolve("start.lock");
    }

    /** Whatever a node makes here. The folder may hold other things too, which are none of its business. */
    List<Path> entries() {
        return Stream.concat(
                        Stream.of("keys", "secrets", "store", "lock", "shell-key")
                                .map(path::resolve),
                        Stream.of(etc(), karaf(), log(), startLock(), apiFile(), nodeFile(), tokenFile()))
                .toList();
    }

    /** The process of this folder's node; empty when none lives, whatever stale files say. */
    Optional<ProcessHandle> process() throws IOException {
        for (Path file : List.of(apiFile(), nodeFile())) {
            OptionalLong pid = pid(file);
            if (pid.isPresent()) {
                Optional<ProcessHandle> process = ProcessHandle.of(pid.getAsLong())
                        .filter(NodeFolder::lives)
                        .filter(this::isOurs);
                if (process.isPresent()) {
                    return process;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a process still runs. One that has ended but that nobody has asked about yet, as happens for as long as
     * the system lasts in a container without an init process, counts as alive with the JDK; it does nothing any more.
     */
    static boolean lives(ProcessHandle process) {
        return process.isAlive() && !hasEnded(PROC.resolve(process.pid() + "/stat"));
    }

    /** By the state in a Linux {@code /proc/PID/stat}, which follows the name in its parentheses; see proc(5). */
    static boolean hasEnded(Path stat) {
        String text;
        try {
            text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        } catch (IOException notLinuxOrGone) {
            return false; // then what the JDK says has to do
        }
        int state = text.lastIndexOf(')') + 2;
        return state < text.length() && "ZX".indexOf(text.charAt(state)) >= 0;
    }

    /** The pid a stale or fresh {@code api.json} or {@code node.json} names. */
    OptionalLong pid(Path file) throws IOException {
        JsonNode pid = read(file).path("pid");
        return pid.isIntegralNumber() ? OptionalLong.of(pid.asLong()) : OptionalLong.empty();
    }

    /** The content of a small JSON file; missing or broken files read as an empty object. */
    JsonNode read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Say.JSON.createObjectNode();
        }
        try {
            return Say.JSON.readTree(Files.readAllBytes(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            return Say.JSON.createObjectNode();
        }
    }

    private boolean isOurs(ProcessHandle process) {
        // Some systems do not tell the arguments of a process; then the pid has to do.
        return process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(MARK + path))
                .orElse(true);
    }
}
