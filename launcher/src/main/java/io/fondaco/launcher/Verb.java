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

    /** A verb about one node. */
    abstract static class OfNode extends Verb {

        @Option(
                names = "--dir",
                paramLabel = "DATA_FOLDER",
                description = "The node's data folder (default: ${env:FONDACO_DIR:-./data}).",
                defaultValue = "${env:FONDACO_DIR:-data}")
        private Path dir;

        final NodeFolder node() {
            return new NodeFolder(dir);
        }
    }
}
