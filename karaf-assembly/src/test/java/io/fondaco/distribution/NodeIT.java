package io.fondaco.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Starts, questions, kills and stops nodes from outside, through the script alone. */
public class NodeIT {

    private static final Pattern PASSWORD = Pattern.compile("shown only now: (\\S+)");

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder(new File(System.getProperty("java.io.tmpdir")));

    private final Fondaco fondaco = new Fondaco();
    private final List<Path> nodes = new ArrayList<>();
    private Path dir;

    @Before
    public void nameAFolderThatIsNotThereYet() throws IOException {
        dir = node("a node with blanks");
    }

    @After
    public void leaveNoNodeBehind() throws IOException {
        for (Path node : nodes) {
            Fondaco.kill(node);
        }
    }

    @Test
    public void startsInAnEmptyFolderComesBackAfterAKillAndStops() throws Exception {
        Fondaco.Run first = start(dir);
        assertThat(first.err()).as("no terminal").contains("fondaco password").doesNotContain("shown only now");
        assertThat(first.json().path("api").asText())
                .startsWith("http://127.0.0.1:")
                .endsWith("/api/v1");
        assertThat(first.json().path("console").asText()).startsWith("ssh://admin@127.0.0.1:");
        assertThat(first.json().path("parties").isArray()).isTrue();
        assertThat(status(dir).path("ready").asBoolean()).isTrue();

        assertThat(fondaco.run("start", "--dir", dir.toString(), "--json").err())
                .contains("runs already");

        long killed = pid(dir);
        ProcessHandle process = ProcessHandle.of(killed).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);
        assertThat(dir.resolve("api.json")).as("left behind by the kill").exists();
        Fondaco.Run dead = fondaco.run("status", "--dir", dir.toString(), "--json");
        assertThat(dead.exit()).isEqualTo(1);
        assertThat(dead.json().path("running").asBoolean(true)).as(dead.out()).isFalse();

        Fondaco.Run second = start(dir);
        assertThat(second.err()).contains("did not end cleanly").doesNotContain("shown only now");
        assertThat(pid(dir)).isNotEqualTo(killed);
        assertThat(status(dir).path("ready").asBoolean()).isTrue();

        ProcessHandle last = ProcessHandle.of(pid(dir)).orElseThrow();
        Fondaco.Run stop = fondaco.run("stop", "--dir", dir.toString(), "--json");
        assertThat(stop.exit()).isZero();
        assertThat(stop.json().path("how").asText()).isEqualTo("asked");
        // It has ended; until somebody waits for it the system may keep its entry.
        last.onExit().get(20, TimeUnit.SECONDS);
        assertThat(dir.resolve("api.json")).doesNotExist();
        assertThat(fondaco.run("stop", "--dir", dir.toString(), "--json")
                        .json()
                        .path("stopped")
                        .asBoolean())
                .isFalse();
        assertThat(errors(dir)).isEmpty();
    }

    @Test
    public void listensOnLoopbackOnlyAndKeepsItsSecretsToItself() throws Exception {
        Fondaco.Run start = fondaco.run("start", "--dir", dir.toString(), "--json", "--show-password");
        assertThat(start.exit()).as(start.err()).isZero();
        assumeTrue("needs /proc", Files.exists(Path.of("/proc/self/net/tcp")));
        assertThat(listeners(pid(dir))).isNotEmpty().allMatch(address -> address.startsWith("127."));

        for (String secret : List.of("api-token", "api.json", "etc/users.properties", "etc/keys.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                .isEqualTo("rwx------");
        assertThat(openToOthers()).isEmpty();

        Matcher password = PASSWORD.matcher(start.err());
        assertThat(password.find()).isTrue();
        assertThat(start.out()).doesNotContain(password.group(1));
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !each.startsWith(dir.resolve("karaf")))
                    .toList()) {
                // ISO 8859-1 maps every byte to a character: binary files can be searched as text.
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(password.group(1)))
                        .as(file + " holds the password")
                        .isFalse();
            }
        }
        assertThat(Files.readString(dir.resolve("etc/users.properties")))
                .contains("{CRYPT}246172676f6e326964"); // $argon2id

        assertThat(ssh("admin", password.group(1))).isZero();
        assertThat(ssh("admin", "admin")).isNotZero();
        assertThat(ssh("karaf", "karaf")).isNotZero();
        assertThat(ssh("admin", "")).isNotZero();
    }

    /** Whatever lies in the node's folder that others than its owner may read, write or enter. */
    private List<Path> openToOthers() throws IOException {
        List<Path> open = new ArrayList<>();
        // Bundles unpack what they please in Karaf's own folder, into which nobody else gets.
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("karaf"))))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file :
                    files.filter(each -> !each.startsWith(dir.resolve("karaf"))).toList()) {
                if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        .endsWith("------")) {
                    open.add(file);
                }
            }
        }
        return open;
    }

    @Test
    public void housesTwoNodesFromOneDistribution() throws Exception {
        Path other = node("other");
        JsonNode one = start(dir).json();
        JsonNode two = start(other).json();
        assertThat(one.path("api").asText()).isNotEqualTo(two.path("api").asText());
        assertThat(one.path("console").asText())
                .isNotEqualTo(two.path("console").asText());
        assertThat(status(dir).path("pid").asLong()).isEqualTo(pid(dir));
        assertThat(status(other).path("pid").asLong()).isEqualTo(pid(other));
        assertThat(Files.readString(dir.resolve("api-token")))
                .isNotEqualTo(Files.readString(other.resolve("api-token")));
        assertThat(fondaco.run("stop", "--dir", dir.toString()).exit()).isZero();
        assertThat(status(other).path("ready").asBoolean()).isTrue();
    }

    @Test
    public void runsShellCommandsAndTellsFailuresByExitCode() throws Exception {
        start(dir);
        Fondaco.Run run = fondaco.run("run", "--dir", dir.toString(), "bundle:list -t 0");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("io.fondaco.model").doesNotContain("\u001b");

        Fondaco.Run unknown = fondaco.run("run", "--dir", dir.toString(), "--json", "nosuch:command");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.json().path("error").path("message").asText()).contains("nosuch:command");
        for (String broken : List.of("echo 'unclosed", "echo (", "echo \"x")) {
            Fondaco.Run unread = fondaco.run("run", "--dir", dir.toString(), "--json", broken);
            assertThat(unread.exit()).as(broken).isEqualTo(1);
            assertThat(unread.json().path("error").path("message").asText())
                    .as(broken)
                    .contains("a quote or bracket is not closed");
        }

        Fondaco.Run slow = fondaco.run("run", "--dir", dir.toString(), "--timeout", "1", "shell:sleep 60");
        assertThat(slow.exit()).isEqualTo(1);
        assertThat(slow.err()).contains("Still running after 1 s");
    }

    private Path node(String name) throws IOException {
        Path folder = temporary.getRoot().toPath().resolve(name);
        nodes.add(folder);
        return folder;
    }

    private Fondaco.Run start(Path folder) throws Exception {
        Fondaco.Run run = fondaco.run("start", "--dir", folder.toString(), "--json");
        assertThat(run.exit()).as(run.err() + run.out()).isZero();
        return run;
    }

    private JsonNode status(Path folder) throws Exception {
        return fondaco.run("status", "--dir", folder.toString(), "--json").json();
    }

    private static long pid(Path folder) throws IOException {
        return Fondaco.JSON
                .readTree(folder.resolve("api.json").toFile())
                .path("pid")
                .asLong();
    }

    /** Each with what follows it in the log, so that a failure tells its reason. */
    private static List<String> errors(Path folder) throws IOException {
        List<String> log = Files.readAllLines(folder.resolve("log/fondaco.log"));
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).contains(" ERROR ")) {
                errors.add(String.join("\n", log.subList(i, Math.min(i + 12, log.size()))));
            }
        }
        return errors;
    }

    /** Logs in over ssh with a password and runs one command; the exit code of the client. */
    private int ssh(String user, String password) throws Exception {
        String jars;
        try (Stream<Path> files = Files.walk(fondaco.home())) {
            jars = files.map(Path::toString)
                    .filter(name -> name.matches(".*/(org\\.apache\\.karaf\\.client|sshd-osgi|jline|jansi)-[^/]*\\.jar")
                            || name.matches(".*/lib/boot/[^/]*\\.jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        }
        String port = Fondaco.JSON
                .readTree(dir.resolve("node.json").toFile())
                .path("sshPort")
                .asText();
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dkaraf.etc=" + dir.resolve("etc"),
                        "-classpath",
                        jars,
                        "org.apache.karaf.client.Main",
                        "-h",
                        "127.0.0.1",
                        "-a",
                        port,
                        "-u",
                        user,
                        "-p",
                        password,
                        "-b")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        client.getOutputStream().write("system:version\n".getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().close();
        assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return client.exitValue();
    }

    /** Addresses a process listens on, from /proc, IPv4-mapped ones as IPv4. */
    private static Set<String> listeners(long pid) throws IOException {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                Matcher inode = Pattern.compile("socket:\\[(\\d+)]").matcher(link(descriptor));
                if (inode.matches()) {
                    sockets.add(inode.group(1));
                }
            }
        }
        Set<String> addresses = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] columns = line.strip().split("\\s+");
                boolean listening = table.startsWith("udp") || columns.length > 3 && columns[3].equals("0A");
                if (listening && columns.length > 9 && sockets.contains(columns[9])) {
                    addresses.add(address(columns[1].split(":")[0]));
                }
            }
        }
        return addresses;
    }

    private static String link(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static String address(String hex) {
        String last = hex.substring(hex.length() - 8);
        boolean four = hex.length() == 8 || hex.startsWith("0000000000000000FFFF0000");
        if (!four) {
            return hex.equals("00000000000000000000000001000000") ? "127.0.0.1 as ::1" : hex;
        }
        List<String> bytes = new ArrayList<>();
        for (int i = 6; i >= 0; i -= 2) {
            bytes.add(String.valueOf(Integer.parseInt(last.substring(i, i + 2), 16)));
        }
        return String.join(".", bytes);
    }
}
