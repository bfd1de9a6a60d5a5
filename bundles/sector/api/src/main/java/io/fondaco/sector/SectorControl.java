package io.fondaco.sector;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What operators declare about sectors that are on the chain. Each call is one message of the miner's worker and completes
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
}
