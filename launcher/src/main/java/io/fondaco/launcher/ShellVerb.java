package io.fondaco.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

@Command(
        name = "shell",
        description = "Open the node's shell in this terminal. Ctrl-D leaves it; the node goes on.",
        footer = {
            "",
            "It logs in as 'admin' over ssh on 127.0.0.1 with a key kept in the data folder.",
            "Scripts use 'fondaco run' instead."
        })
final class ShellVerb extends Verb.OfNode {

    private static final List<String> CLIENT = List.of(
            "org/apache/karaf/org.apache.karaf.client",
            "org/apache/sshd/sshd-osgi",
            "org/jline/jline",
            "org/fusesource/jansi/jansi");

    @Override
    public Integer call() throws Exception {
        NodeFolder node = node();
        Api.of(node).get("/status");
        Path key = new ShellKey(node).file();
        Home home = Home.find();
        List<Path> jars = new ArrayList<>();
        for (String folder : CLIENT) {
            jars.add(home.artifact(folder));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dkaraf.home=" + home.path(),
                "-Dkaraf.base=" + node.path(),
                "-Dkaraf.etc=" + node.etc(),
                "-Dkaraf.data=" + node.karaf(),
                "-classpath",
                Stream.concat(jars.stream(), home.jars("lib/boot").stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "org.apache.karaf.client.Main"));
        command.addAll(List.of("-h", "127.0.0.1", "-u", Users.ADMIN, "-k", key.toString(), "-a"));
        command.add(node.read(node.nodeFile()).path("sshPort").asText());
        return Foreground.run(new ProcessBuilder(command)) == 0 ? 0 : 1;
    }
}
