package io.fondaco.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What every verb shares: {@code --json} and a way to talk. */
abstract class Verb implements Callable<Integer> {

    @Option(names = "--json", description = "Print one JSON object as the last line; everything else goes to stderr.")
    private boolean json;

    private Say say;

    final Say say() {
        if (say == null) {
            say = new Say(System.out, System.err, json, Say.onTerminal());
        }
        return say;
    }

    /** A number typed for an option, which must be in range. */
    static int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw Failure.usage(option + " must be from " + least + " to " + most + ", it was " + value);
        }
        return value;
    }

    /** A verb about one node. */
    abstract static class OfNode extends Verb {

        static final String DIR = "--dir";

        @Option(
                names = DIR,
                paramLabel = "DATA_FOLDER",
                description =
                        "The node's data folder (default: $FONDACO_DIR, or where the house stands; now ${DEFAULT-VALUE}).")
        private Path dir;

        final NodeFolder node() {
            return new NodeFolder(dir);
        }
    }
}
