package io.fondaco.console.shell.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code chain:export}. */
@Service
@Command(
        scope = "chain",
        name = "export",
        description = "Write the chain as a CAR another node can begin with. Example: chain:export /backup/devnet.car")
public final class ChainExport extends ChainCommand<ChainExport.Written> {

    /** What was written. @param states how many epochs below the head keep their state */
    public record Written(Path file, long bytes, long epoch, long states) {}

    @Argument(name = "file", description = "The CAR to write on the node's machine", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(
            name = "--states",
            description = "Epochs below the head that keep their state, at least twice finality; left out, that")
    Long kept;

    @Override
    Written ask() throws Exception {
        Path path = session.currentDir().resolve(file);
        if (Files.exists(path)) {
            throw new IllegalArgumentException(path + " is there already; name another file, or remove it first");
        }
        Path folder = path.toAbsolutePath().normalize().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "There is no folder " + folder + " to write to; make it, or name another");
        }
        // Whoever begins with the file follows forks as far back as finality, and needs finality below them.
        long keep = kept == null ? 2 * states().policy().rounds().finality() : kept;
        long epoch = node().head().height().number();
        AtomicLong blocks = new AtomicLong();
        try {
            long bytes = watched(
                    () -> blocks + " blocks written to " + path, () -> node().exportTo(path, keep, blocks::set));
            return new Written(path, bytes, epoch, keep);
        } catch (FileSystemException cannot) {
            // Its message is often no more than the path.
            throw new IOException(path + " cannot be written: " + why(cannot), cannot);
        }
    }

    private static String why(FileSystemException cannot) {
        return cannot instanceof FileAlreadyExistsException
                ? "it is there already"
                : cannot instanceof NoSuchFileException
                        ? "its folder is gone"
                        : cannot instanceof AccessDeniedException
                                ? "the node may not write there"
                                : cannot.getReason() == null ? cannot.getMessage() : cannot.getReason();
    }

    @Override
    void show(Written written, PrintStream out) {
        out.println(written.file() + ": " + written.bytes() + " bytes, the chain up to about epoch " + written.epoch()
                + " with the states of its last " + written.states() + " epochs");
        out.println("On another node: chain:import " + written.file());
    }
}
