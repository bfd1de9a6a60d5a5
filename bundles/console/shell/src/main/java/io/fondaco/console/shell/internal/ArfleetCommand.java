package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.ArFleet;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about ArFleet's market share.
 *
 * @param <T> the value
 */
abstract class ArfleetCommand<T> extends HouseCommand<T> {

    @Reference(optional = true)
    ArFleet arfleet;

    final ArFleet arfleet() {
        if (arfleet == null) {
            throw new IllegalStateException("The ArFleet market is not here, or not up yet: it needs the features"
                    + " fondaco-market-arfleet, fondaco-ao-unit and fondaco-ao-lua");
        }
        return arfleet;
    }

    /** Waits for a stage, however long it takes, and tells every two seconds what for. Its failure comes out as what it is. */
    final <R> R done(String doing, CompletionStage<R> stage) throws Exception {
        return watched(() -> doing, () -> {
            try {
                return stage.toCompletableFuture().get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                while (cause instanceof CompletionException && cause.getCause() != null) {
                    cause = cause.getCause();
                }
                throw cause instanceof Exception known ? known : e;
            }
        });
    }

    /** An amount in base units of the token. */
    static BigInteger amount(String option, String typed) {
        if (!typed.matches("\\d{1,40}")) {
            throw new IllegalArgumentException(
                    option + " is a number of base units of the token, such as 250000, not '" + typed + "'");
        }
        return new BigInteger(typed);
    }

    /** A file to write on the node's machine, which is not there yet. */
    final Path fresh(String typed) {
        Path path = session.currentDir().resolve(typed);
        if (Files.exists(path)) {
            throw new IllegalArgumentException(path + " is there already; name another file, or remove it first");
        }
        Path folder = path.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "There is no folder " + folder + " to write to; make it, or name another");
        }
        return path;
    }
}
