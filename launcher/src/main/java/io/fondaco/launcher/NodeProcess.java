package io.fondaco.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Java process a node is. */
final class NodeProcess {

    private static final int END_SECONDS = 15;

    private NodeProcess() {}

    /** Starts it on these ports; what it prints goes to the console log. */
    static Process spawn(Home home, NodeFolder node, int http, int ssh, boolean foreground) throws IOException {
        List<String> command = new ArrayList<>();
        if (!foreground) {
            // A session of its own: closing the terminal or Ctrl-C in it does not reach the node.
            program("setsid").ifPresent(command::add);
        }
        // Whatever the node writes, its store and its logs too, is for its owner alone.
        program("sh").ifPresent(sh -> command.addAll(List.of(sh, "-c", "umask 077; exec \"$@\"", "fondaco")));
        command.addAll(java(home, node, http, ssh));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(node.path().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KARAF_"));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Made beforehand: the redirection would make it as this process makes files, for everybody to read.
        OwnerFiles.file(node.consoleLog());
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(node.consoleLog().toFile()));
        builder.redirectErrorStream(true);
        return builder.start();
    }

    private static List<String> java(Home home, NodeFolder node, int http, int ssh) throws IOException {
        List<String> command = new ArrayList<>();
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
        return command;
    }

    private static Optional<String> program(String name) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/local/bin/")
                .map(folder -> folder + name)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }

    /** Ends one that did not become a node: asked first, by force after a while. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
