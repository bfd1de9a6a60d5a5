package io.fondaco.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code bin/fondaco} of the unpacked distribution as a person would: a process, its exit code, its two outputs. */
final class Fondaco {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final long PATIENCE_SECONDS = Boolean.getBoolean("fondaco.long") ? 660 : 240;

    /** What a run came to. */
    record Run(int exit, String out, String err) {

        /** The last line of standard output, which {@code --json} promises to be one object. */
        JsonNode json() throws IOException {
            List<String> lines = out.lines().toList();
            return JSON.readTree(lines.get(lines.size() - 1));
        }
    }

    private final Path home;

    Fondaco() {
        this(Path.of(System.getProperty("fondaco.assembly")));
    }

    Fondaco(Path home) {
        this.home = home;
    }

    Path home() {
        return home;
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        return run(home.resolve("bin/fondaco").toString(), List.of(arguments));
    }

    private static Run run(String program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", program));
        command.addAll(arguments);
        File out = File.createTempFile("fondaco", ".out");
        File err = File.createTempFile("fondaco", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            // Through files: a node that is left running must not keep a pipe of this process open.
            builder.redirectOutput(out).redirectError(err);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Still running after " + PATIENCE_SECONDS + " s: " + arguments);
            }
            return new Run(process.exitValue(), read(out), read(err));
        } finally {
            Files.deleteIfExists(out.toPath());
            Files.deleteIfExists(err.toPath());
        }
    }

    /** Ends the node of a folder by force, if one lives. */
    static void kill(Path folder) throws IOException {
        for (String name : List.of("api.json", "node.json")) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                ProcessHandle.of(JSON.readTree(file.toFile()).path("pid").asLong(-1))
                        .filter(process -> process.info()
                                .commandLine()
                                .map(line -> line.contains("fondaco.dir"))
                                .orElse(true))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static String read(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }
}
