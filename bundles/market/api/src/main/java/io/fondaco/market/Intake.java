package io.fondaco.market;

import io.fondaco.model.Cid;
import io.fondaco.model.Progress;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Gets files into the house and out again. Every stage completes, also when the desk closes; exceptionally with {@link
 * IntakeException} at once when too many wait already. {@code toCompletableFuture().cancel(true)} on the very stage that
 * was handed out stops the work and lets others have its place; on a stage that was made from it, it does not.
 */
@ProviderType
public interface Intake {

    /**
     * Reads a file once and makes it ready for a deal. Exceptionally {@link IntakeException}: it is not there, it changed
     * while it was read, the disk is full. Nothing half-written stays behind. What was prepared is deleted when no deal has
     * named it for a while: see {@code keepHours} of the desk's settings.
     */
    CompletionStage<Payload> prepare(Path file, Progress progress);

    /**
     * Fetches a payload for a client of this house from a provider that keeps it, checks every block and writes the file.
     * The file appears whole or not at all. It may take as long as bytes come; one that stalls is given up, and goes on
     * where it was when it is asked for again.
     */
    CompletionStage<Fetched> fetch(String client, Cid root, Path out, Progress progress);
}
