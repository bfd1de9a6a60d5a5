package io.fondaco.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "demo",
        description = "See the whole house at work: store a file in two markets and fetch it back from each.",
        footer = {
            "",
            "It starts a node of its own with a client and four providers in it, on a chain of its own with short epochs."
                    + " In the Filecoin market a provider seals the data into a sector, proves that on the chain, and shows it"
                    + " again in every window. In ArFleet three providers keep a replica each and are asked for parts of it"
                    + " every few seconds; one replica is damaged on purpose, and made up for by another. All of it is removed"
                    + " in the end. Your own node is not touched.",
            "",
            "Example: fondaco demo photo.jpg"
        })
final class DemoVerb extends Verb {

    private static final int LONGEST = 86_400;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file to store (default: 7 MiB of random bytes, which fill a sector).")
    private Path file;

    @Option(names = "--keep", description = "Leave the node running and its folder in place, to look around.")
    private boolean keep;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Longest time the deal may take, 1 to 86400 (default: 300).",
            defaultValue = "300")
    private int patience;

    @Option(
            names = "--window",
            description = "Go on until the sector is shown in its first window, up to four minutes after it is proven.")
    private boolean window;

    @Option(
            names = "--backends",
            paramLabel = "NAMES",
            description = "Proof backends that may be used, with commas between, such as java (default: all that fit).",
            defaultValue = "")
    private String backends;

    @Override
    public Integer call() throws Exception {
        within("--wait", patience, 1, LONGEST);
        if (file != null) {
            requireReadable(file.toAbsolutePath());
        }
        Map<String, Object> result = new Demo(Home.find(), folder(), file, patience, backends, say()).run(keep, window);
        say().result(result);
        return Boolean.TRUE.equals(result.get("ok")) ? 0 : 1;
    }

    private static void requireReadable(Path file) {
        String wrong = !Files.exists(file)
                ? "There is no file " + file
                : !Files.isRegularFile(file)
                        ? file + " is not a file"
                        : !Files.isReadable(file) ? "You may not read " + file : "";
        if (!wrong.isEmpty()) {
            throw new Failure(wrong, "Name a file, or none: then 7 MiB of random bytes are stored.");
        }
    }

    /** Beside the script, where there is room; in the folder for temporary files when that cannot be written. */
    private static Path folder() throws IOException {
        String name = "run-" + ProcessHandle.current().pid();
        String wanted = System.getenv("FONDACO_DEMO_DIR");
        if (wanted != null && !wanted.isBlank()) {
            Path folder = Path.of(wanted).toAbsolutePath();
            if (Files.isWritable(Files.exists(folder) ? folder : folder.getParent())) {
                return folder.resolve(name);
            }
        }
        return Files.createTempDirectory("fondaco-demo").resolve(name);
    }
}
