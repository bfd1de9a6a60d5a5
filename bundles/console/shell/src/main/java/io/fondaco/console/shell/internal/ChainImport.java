package io.fondaco.console.shell.internal;

import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Cid;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code chain:import}. */
@Service
@Command(
        scope = "chain",
        name = "import",
        description =
                "Read a chain that chain:export wrote; the heavier head wins. Example: chain:import /backup/devnet.car")
public final class ChainImport extends ChainCommand<ChainImport.Taken> {

    /** The head of the file. @param adopted whether the chain stands there, or beyond, now */
    public record Taken(Path file, long epoch, List<Cid> key, boolean adopted) {}

    @Argument(name = "file", description = "The CAR on the node's machine", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Override
    Taken ask() throws Exception {
        Path path = session.currentDir().resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("There is no file " + path + "; chain:export makes one");
        }
        AtomicLong blocks = new AtomicLong();
        Tipset head = watched(() -> blocks + " blocks read from " + path, () -> node().importFrom(path, blocks::set));
        return new Taken(
                path,
                head.height().number(),
                head.key().cids(),
                node().tipsetAt(head.height()).equals(head));
    }

    @Override
    void show(Taken taken, PrintStream out) {
        out.println(taken.file() + " ends at epoch " + taken.epoch() + ": "
                + (taken.adopted()
                        ? "its head is on this node's chain now"
                        : "this node's chain is another one and heavier, so its head stays; chain:head shows it"));
    }
}
