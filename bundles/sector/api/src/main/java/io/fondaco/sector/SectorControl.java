package io.fondaco.sector;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.proof.Watch;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What operators do about sectors. Each declaration is one message of the miner's worker and completes
 * with its CID; exceptionally with {@link SectorException} (UNKNOWN_MINER, UNKNOWN_SECTOR), or with what the chain's message
 * pool says: a deadline that is open or about to be refuses all three until it is over.
 */
@ProviderType
public interface SectorControl {

    /** Sectors whose data cannot be read now: they lose power, and their deals no collateral. */
    CompletionStage<Cid> declareFaults(Address miner, Set<Long> sectors);

    /** Faulty sectors whose data is back: power returns with the next window PoSt. */
    CompletionStage<Cid> declareRecovered(Address miner, Set<Long> sectors);

    /**
     * Ends sectors for good. It costs the miner a fee, and each deal in them that still runs its provider collateral; what
     * its client has not paid yet goes back to the client. What the miner cannot pay of the fee it owes, and until that is
     * paid it can pre-commit nothing and make no blocks.
     */
    CompletionStage<Cid> terminate(Address miner, Set<Long> sectors);

    /**
     * Gives back what is in a sealed sector, all of it and after its padding, at the price of labelling it once more. No message
     * is sent.
     *
     * @param to a file that is not there yet; it is written whole or not at all
     * @param watch follows it and may stop it
     * @return completes when the file is there; exceptionally with {@link SectorException} (UNKNOWN_SECTOR) when the sector was
     *     not sealed here, (DAMAGED) when its replica is not what it was, or with {@link java.io.IOException}
     */
    CompletionStage<Path> unseal(Address miner, long sector, Path to, Watch watch);
}
