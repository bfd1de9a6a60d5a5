package io.fondaco.sector;

import io.fondaco.model.Address;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows for whoever makes blocks that a miner has the sector its election asks for. It is asked once the miner won, and the
 * block waits: for about three epochs, 10 seconds at least.
 *
 * <p>While a node makes up for epochs it slept through, the chain goes as fast as these proofs come. Whoever also sends the
 * miner's window PoSts holds them back until those that are due on the present head were sent, for their windows pass too.
 */
@ProviderType
public interface WinningProofs {

    /**
     * The winning PoSt of a sector.
     *
     * @param miner its ID address
     * @param statement as the chain will check it; its sector had power as long ago as finality, and may have ended since
     * @return completes exceptionally with {@link SectorException} (UNKNOWN_MINER, UNKNOWN_SECTOR) if the sector is not kept
     *     here, (DAMAGED) if it cannot be shown, (CLOSED) if whoever shows it is being stopped; the message says what is
     *     wrong. It may complete on any thread
     */
    CompletionStage<Proof> prove(Address miner, PostStatement statement);
}
