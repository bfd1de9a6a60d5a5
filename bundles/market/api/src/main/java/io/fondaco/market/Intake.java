package io.fondaco.market;

import io.fondaco.model.Cid;
import io.fondaco.model.Progress;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Gets files into the house and out again. */
@ProviderType
public interface Intake {

    /**
     * Reads a file once and makes it ready for a deal. Exceptionally {@link IntakeException}: it is not there, it changed
     * while it was read, the disk is full. Nothing half-written stays behind.
     */
    CompletionStage<Payload> prepare(Path file, Progress progress);

    /**
     * Fetches a payload for a client of this house from a provider that keeps it, checks every block and writes the file.
     * The file appears whole or not at all.
     */
    CompletionStage<Fetched> fetch(String client, Cid root, Path out, Progress progress);
}
