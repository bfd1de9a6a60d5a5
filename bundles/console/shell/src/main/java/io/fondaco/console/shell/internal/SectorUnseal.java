package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.proof.Watch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code sector:unseal}. */
@Service
@Command(
        scope = "sector",
        name = "unseal",
        description =
                "Write what is in a sealed sector into a file, after its padding: it is labelled once more for that."
                        + " Example: sector:unseal bob 4 sector-4.padded")
public final class SectorUnseal extends SectorCommand<Path> {

    @Argument(name = "miner", description = "A party's name or a miner's address", required = true)
    @Completion(PartyCompleter.class)
    String miner;

    @Argument(index = 1, name = "sector", description = "Its number", required = true)
    long number;

    @Argument(index = 2, name = "file", description = "A file that is not there yet", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Override
    Path ask() throws Exception {
        Address id = miner(miner);
        Path to = session.currentDir().resolve(file);
        AtomicReference<String> at = new AtomicReference<>("Unsealing ...");
        AtomicBoolean stopped = new AtomicBoolean();
        Watch watch = new Watch(
                (stage, done, total) ->
                        at.set("Unsealing: " + stage + ", " + (total <= 0 ? 100 : 100 * done / total) + " %"),
                stopped::get);
        return watched(at::get, () -> {
            try {
                return control()
                        .unseal(id, number, to, watch)
                        .toCompletableFuture()
                        .get();
            } catch (InterruptedException e) {
                stopped.set(true);
                throw e;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception known ? known : e;
            }
        });
    }

    @Override
    void show(Path written, PrintStream out) {
        out.println("Written to " + written);
    }
}
