package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/** Starts a node in its data folder and waits until the whole house stands, and a while for its parties. */
final class NodeStart {

    /**
     * What the caller may choose.
     *
     * @param httpPort port of the API, or 0 for the configured one or any free one
     * @param sshPort port of the shell, or 0 likewise
     * @param patience how long to wait until it is ready
     * @param forParties how long to wait for its parties once it is up, after which it goes on without them; empty if it
     *     is of no use without them
     * @param foreground stay attached: the log goes to this terminal, the node ends with this process
     * @param showPassword whether a password made now may be printed
     */
    record Options(
            int httpPort,
            int sshPort,
            Duration patience,
            Optional<Duration> forParties,
            boolean foreground,
            boolean showPassword) {}

    private static final int HTTP_PORT = 7414;
    private static final int SSH_PORT = 7422;

    /** Stands in a status that is ours, not the node's: why it gave none. */
    private static final String NO_ANSWER = "noAnswer";

    private static final String AWAITED = "awaitedParties";

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
        makeFolder();
        try (FileChannel channel = FileChannel.open(node.startLock(), StandardOpenOption.WRITE);
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
                Optional<JsonNode> status = await(running.get(), options, Optional.empty());
                if (status.isPresent()) {
                    return describe(status.get());
                }
                say.note("It ended meanwhile");
            }
            return launch(options);
        }
    }

    private void makeFolder() throws IOException {
        try {
            OwnerFiles.folder(node.path());
            OwnerFiles.file(node.startLock());
        } catch (FileSystemException cannot) {
            String why = cannot instanceof FileAlreadyExistsException
                    ? "it is no folder"
                    : cannot instanceof AccessDeniedException
                            ? "this user may not write there"
                            : cannot.getReason() == null ? "it cannot be made" : cannot.getReason();
            throw new Failure(
                    node.path() + " cannot be a node's data folder: " + why,
                    "Name one this user may make and write into: fondaco start --dir FOLDER",
                    cannot);
        }
    }

    /** Seconds lie between looking for a free port and the node's opening it: meanwhile another program may. */
    private static final class PortLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Map<String, Object> launch(Options options) throws IOException {
        try {
            return attempt(options);
        } catch (PortLost lost) {
            if (options.httpPort() > 0 && options.sshPort() > 0) {
                throw new Failure(
                        "Another program took the port while the node was starting",
                        "Choose another one, or leave the option out: the node then finds a free port.",
                        lost);
            }
            say.note("Another program took a port meanwhile: starting again on others");
            return attempt(new Options(
                    options.httpPort() > 0 ? options.httpPort() : Ports.any(),
                    options.sshPort() > 0 ? options.sshPort() : Ports.any(),
                    options.patience(),
                    options.forParties(),
                    options.foreground(),
                    options.showPassword()));
        }
    }

    private Map<String, Object> attempt(Options options) throws IOException {
        if (Files.deleteIfExists(node.apiFile())) {
            say.note("The last run did not end cleanly; its store recovers by itself");
        }
        for (Path entry : node.entries()) {
            if (OwnerFiles.restrict(entry)) {
                say.note(entry + " was open to other users of this machine; it is its owner's only now");
            }
        }
        new EtcFiles(home.etc(), node.etc()).layDown().forEach(say::note);
        Users users = new Users(node.etc().resolve("users.properties"));
        if (!users.any()) {
            String password = users.renewAdmin();
            // What is no terminal is often a log, and a log is no place for a password.
            say.note(
                    options.showPassword()
                            ? "First start of this node. Password of 'admin', shown only now: " + password
                            : "First start of this node. The password made for 'admin' is shown on a terminal only; a new"
                                    + " one: fondaco password --dir " + node.path());
        }
        BundleCache cache = new BundleCache(home, node);
        boolean warm = cache.prepare();
        int http = port("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", options.httpPort(), HTTP_PORT);
        int ssh = port("org.apache.karaf.shell.cfg", "sshPort", options.sshPort(), SSH_PORT);
        NodeLog log = new NodeLog(node);
        Process process = NodeProcess.spawn(home, node, http, ssh, options.foreground());
        OwnerFiles.write(
                node.nodeFile(),
                Say.JSON.writeValueAsString(Map.of("pid", process.pid(), "httpPort", http, "sshPort", ssh)) + "\n");
        // Until it is ready the node belongs to this command: interrupting the one ends the other.
        Thread ending = new Thread(process::destroy, "launcher-interrupt");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            say.note("Starting a node in " + node.path()
                    + (warm ? "" : " (first start of this build: a little slower)"));
            JsonNode status = await(process.toHandle(), options, Optional.of(log))
                    .orElseThrow(() -> new Failure(
                            "The node ended while it was starting" + NodeLog.lastErrors(node),
                            "Read " + node.logFile() + " and " + node.consoleLog()));
            cache.ready();
            Map<String, Object> description = describe(status);
            if (options.foreground()) {
                notIn(description).ifPresent(say::note);
                say.result(description);
                int exit = process.waitFor();
                if (exit != 0) {
                    throw new Failure("The node ended with exit code " + exit, "See " + node.logFile());
                }
            }
            return description;
        } catch (Failure | PortLost e) {
            NodeProcess.end(process);
            throw e;
        } catch (InterruptedException e) {
            NodeProcess.end(process);
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

    /**
     * Waits until the node is ready, or up and its parties were given the time they have; empty when its process ends
     * first.
     *
     * @param log where a port that was lost shows, when this very command started the node
     */
    private Optional<JsonNode> await(ProcessHandle process, Options options, Optional<NodeLog> log) throws IOException {
        long end = System.nanoTime() + options.patience().toNanos();
        OptionalLong up = OptionalLong.empty();
        JsonNode status = Say.JSON.createObjectNode();
        while (System.nanoTime() < end) {
            if (!NodeFolder.lives(process)) {
                return Optional.empty();
            }
            status = status(process);
            if (status.path("ready").asBoolean()) {
                say.progress("Ready", 1, 1);
                return Optional.of(status);
            }
            if (isUp(status)) {
                up = OptionalLong.of(up.orElse(System.nanoTime()));
                long since = System.nanoTime() - up.getAsLong();
                if (options.forParties().map(span -> since >= span.toNanos()).orElse(false)) {
                    return Optional.of(status);
                }
                say.progress("Up, waiting for its parties", 0, 0);
            } else {
                up = OptionalLong.empty();
                say.progress(
                        "Starting",
                        status.path("bundles").path("active").asLong(0),
                        status.path("bundles").path("total").asLong(0));
            }
            if (log.isPresent() && log.get().tellsOfALostPort()) {
                throw new PortLost();
            }
            pause();
        }
        if (isUp(status) && options.forParties().isPresent()) {
            return Optional.of(status);
        }
        // Who started it here ends it, see attempt; one that ran before is left alone.
        throw new Failure(
                "The node was not ready after " + options.patience().toSeconds() + " s"
                        + (log.isPresent() ? ", so it was stopped; it waited for " : "; it goes on, and waits for ")
                        + waiting(status) + NodeLog.lastErrors(node),
                "Read " + node.logFile() + ", or give it more time with --wait SECONDS.");
    }

    /** Whether all that is left to wait for are parties. */
    private static boolean isUp(JsonNode status) {
        return status.path("up").asBoolean();
    }

    /** Another process's state is asked for, since nothing tells of it; the patience of {@link #await} bounds it. */
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
            return Say.JSON.createObjectNode().put(NO_ANSWER, notYet.getMessage());
        }
    }

    private static String waiting(JsonNode status) {
        List<String> names = new ArrayList<>();
        status.path("waitingFor").forEach(each -> names.add(each.asText()));
        status.path(AWAITED).forEach(party -> names.add(awaited(party)));
        if (names.isEmpty()) {
            return "its API"
                    + (status.has(NO_ANSWER)
                            ? ", which says: " + status.path(NO_ANSWER).asText()
                            : "");
        }
        return String.join("; ", names);
    }

    /** A party that is not in yet, and why. */
    static String awaited(JsonNode party) {
        return "party " + party.path("name").asText() + " ("
                + party.path("waitsFor").asText() + ")";
    }

    /** Says of a node that is up who is not in yet; empty when all are. */
    static Optional<String> notIn(Map<String, Object> description) {
        List<String> names = new ArrayList<>();
        Say.JSON.<JsonNode>valueToTree(description.get(AWAITED)).forEach(party -> names.add(awaited(party)));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("Up. Not in yet: " + String.join("; ", names) + "; `fondaco status` tells when.");
    }

    private Map<String, Object> describe(JsonNode status) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("api", Api.of(node).url());
        result.put(
                "console",
                "ssh://" + Users.ADMIN + "@127.0.0.1:"
                        + node.read(node.nodeFile()).path("sshPort").asInt(SSH_PORT));
        ArrayNode parties = Say.JSON.createArrayNode();
        for (JsonNode party : status.path("parties")) {
            // What they do and own is the matter of status.
            parties.add(((ObjectNode) party).retain("name", "address", "peerId", "listen"));
        }
        result.put("parties", parties);
        result.put("ready", status.path("ready").asBoolean());
        result.put(AWAITED, status.path(AWAITED).isArray() ? status.path(AWAITED) : Say.JSON.createArrayNode());
        return result;
    }
}
