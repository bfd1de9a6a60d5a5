package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts a node in its data folder and waits until the whole house stands. */
final class NodeStart {

    /**
     * What the caller may choose.
     *
     * @param httpPort port of the API, or 0 for the configured one or any free one
     * @param sshPort port of the shell, or 0 likewise
     * @param patience how long to wait until it is ready
     * @param foreground stay attached: the log goes to this terminal, the node ends with this process
     */
    record Options(int httpPort, int sshPort, Duration patience, boolean foreground) {}

    private static final int HTTP_PORT = 7414;
    private static final int SSH_PORT = 7422;
    private static final int TAIL = 12;

    private final Home home;
    private final NodeFolder node;
    private final Say say;

    NodeStart(Home home, NodeFolder node, Say say) {
        this.home = home;
        this.node = node;
        this.say = say;
    }

    /** Starts the node, or finds it running; returns what {@code start --json} prints. */
    Map<String, Object> start(Options options) throws IOException {
        OwnerFiles.folder(node.path());
        try (FileChannel channel = FileChannel.open(
                        node.path().resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new Failure(
                        "Another start of " + node.path() + " is under way",
                        "Wait for it, or look with: fondaco status");
            }
            Optional<ProcessHandle> running = node.process();
            if (running.isPresent()) {
                say.note("The node in " + node.path() + " runs already (pid "
                        + running.get().pid() + ")");
                Optional<JsonNode> status = await(running.get(), options.patience());
                if (status.isPresent()) {
                    return describe(status.get());
                }
                say.note("It ended meanwhile");
            }
            return launch(options);
        }
    }

    private Map<String, Object> launch(Options options) throws IOException {
        if (Files.deleteIfExists(node.apiFile())) {
            say.note("The last run did not end cleanly; its store recovers by itself");
        }
        new EtcFiles(home.etc(), node.etc()).layDown().forEach(say::note);
        Users users = new Users(node.etc().resolve("users.properties"));
        if (!users.any()) {
            String password = users.renewAdmin();
            say.note("First start of this node. Password of 'admin', shown only now: " + password);
        }
        BundleCache cache = new BundleCache(home, node);
        boolean warm = cache.prepare();
        int http = port("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", options.httpPort(), HTTP_PORT);
        int ssh = port("org.apache.karaf.shell.cfg", "sshPort", options.sshPort(), SSH_PORT);
        Process process = spawn(http, ssh, options.foreground());
        OwnerFiles.write(
                node.nodeFile(),
                Say.JSON.writeValueAsString(Map.of("pid", process.pid(), "httpPort", http, "sshPort", ssh)) + "\n");
        // Until it is ready the node belongs to this command: interrupting the one ends the other.
        Thread ending = new Thread(process::destroy, "launcher-interrupt");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            say.note("Starting a node in " + node.path()
                    + (warm ? "" : " (first start of this build: a little slower)"));
            JsonNode status = await(process.toHandle(), options.patience())
                    .orElseThrow(() -> new Failure(
                            "The node ended while it was starting" + tail(),
                            "Read " + node.logFile() + " and " + node.consoleLog()));
            cache.ready();
            Map<String, Object> description = describe(status);
            if (options.foreground()) {
                say.result(description);
                int exit = process.waitFor();
                if (exit != 0) {
                    throw new Failure("The node ended with exit code " + exit, "See " + node.logFile());
                }
            }
            return description;
        } catch (Failure e) {
            end(process);
            throw e;
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        } finally {
            keep(ending);
        }
    }

    private static void keep(Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // This process is being ended right now: the hook is running and ends the node.
            return;
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private int port(String file, String key, int wanted, int usual) throws IOException {
        if (wanted > 0) {
            return Ports.exactly(wanted);
        }
        Properties properties = new Properties();
        try (var in = Files.newInputStream(node.etc().resolve(file))) {
            properties.load(in);
        }
        String configured = properties.getProperty(key, String.valueOf(usual)).strip();
        try {
            return Ports.preferably(Integer.parseInt(configured));
        } catch (NumberFormatException e) {
            throw new Failure(
                    key + " in " + node.etc().resolve(file) + " is '" + configured + "', which is no port",
                    "Set it to a number from 1 to 65535.",
                    e);
        }
    }

    private Process spawn(int http, int ssh, boolean foreground) throws IOException {
        List<String> command = new ArrayList<>();
        if (!foreground) {
            // A session of its own: closing the terminal or Ctrl-C in it does not reach the node.
            program("setsid").ifPresent(command::add);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(NodeFolder.MARK + node.path());
        command.add("-Dorg.ops4j.pax.web.org.osgi.service.http.port=" + http);
        command.add("-Dorg.apache.karaf.shell.sshPort=" + ssh);
        for (String option : home.list("node.options")) {
            command.add(option.replace("@home@", home.path().toString())
                    .replace("@dir@", node.path().toString()));
        }
        String more = System.getenv("FONDACO_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.add("-classpath");
        command.add(Stream.concat(home.jars("lib/boot").stream(), home.jars("lib/jdk9plus").stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add("org.apache.karaf.main.Main");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(node.path().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KARAF_"));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        ProcessBuilder.Redirect out =
                ProcessBuilder.Redirect.appendTo(node.consoleLog().toFile());
        builder.redirectOutput(out);
        builder.redirectErrorStream(true);
        return builder.start();
    }

    private static Optional<String> program(String name) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/local/bin/")
                .map(folder -> folder + name)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }

    /** Waits until the node is ready; empty when its process ends first. */
    private Optional<JsonNode> await(ProcessHandle process, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        JsonNode status = Say.JSON.createObjectNode();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                return Optional.empty();
            }
            status = status(process);
            if (status.path("ready").asBoolean()) {
                say.progress("Ready", 1, 1);
                return Optional.of(status);
            }
            say.progress(
                    "Starting",
                    status.path("bundles").path("active").asLong(0),
                    status.path("bundles").path("total").asLong(0));
            pause();
        }
        throw new Failure(
                "The node was not ready after " + patience.toSeconds() + " s; it waits for " + waiting(status) + tail(),
                "Read " + node.logFile() + ", or give it more time with --wait SECONDS.");
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        }
    }

    /** The node's own word, or nothing while its API is not up. */
    private JsonNode status(ProcessHandle process) throws IOException {
        if (node.pid(node.apiFile()).orElse(-1) != process.pid()) {
            return Say.JSON.createObjectNode();
        }
        try {
            return Api.of(node).get("/status");
        } catch (Failure | IOException notYet) {
            // The listener opens before the servlets hang in it; the deadline bounds how often this is asked.
            return Say.JSON.createObjectNode();
        }
    }

    private static String waiting(JsonNode status) {
        List<String> names = new ArrayList<>();
        status.path("waitingFor").forEach(each -> names.add(each.asText()));
        return names.isEmpty() ? "its API" : String.join("; ", names);
    }

    /** The last errors of the log, which usually say it all. */
    private String tail() {
        List<String> lines = new ArrayList<>();
        for (Path file : List.of(node.logFile(), node.consoleLog())) {
            try (Stream<String> all = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                all.filter(line -> line.contains("ERROR") || line.contains("Caused by") || line.contains("Error"))
                        .forEach(lines::add);
            } catch (IOException | UncheckedIOException unreadable) {
                lines.add("(" + file + " cannot be read: " + unreadable.getMessage() + ")");
            }
        }
        return lines.isEmpty()
                ? ""
                : ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private Map<String, Object> describe(JsonNode status) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("api", Api.of(node).url());
        result.put(
                "console",
                "ssh://" + Users.ADMIN + "@127.0.0.1:"
                        + node.read(node.nodeFile()).path("sshPort").asInt(SSH_PORT));
        result.put("parties", status.path("parties"));
        return result;
    }
}
