package io.fondaco.sector;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes pieces of published deals into sectors. */
@ConsumerType
public interface SectorIntake {

    /**
     * Takes a piece over. Completes when its bytes are safe here and the caller may delete its own; a second call for the
     * same deal gives the same placement, or the present one if the sector was given up since. Completes exceptionally with
     * {@link SectorException} naming the reason if the piece cannot be taken, with {@link java.io.IOException} if it cannot
     * be read or stored.
     */
    CompletionStage<SectorPlacement> add(SectorPiece piece);

    /** Padded bytes of the largest piece that a miner's sectors take; of a miner nobody knows, more than any piece has. */
    default long largestPiece(Address miner) {
        return Long.MAX_VALUE;
    }

    /** The payload of a piece as it came in, if an unsealed copy is kept. */
    Optional<Path> unsealed(Cid pieceCid);
}
