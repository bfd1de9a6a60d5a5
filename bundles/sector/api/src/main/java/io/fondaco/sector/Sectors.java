package io.fondaco.sector;

import io.fondaco.model.Address;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Shows sectors to operators. For use by many threads; answers for the head of the chain. */
@ProviderType
public interface Sectors {

    /** All sectors that were ever packed here, by miner and number. */
    List<SectorView> packed();

    /**
     * All sectors of a miner: those packed here, and others that are on the chain, such as the ones it began with.
     *
     * @throws SectorException (UNKNOWN_MINER)
     */
    List<SectorView> of(Address miner);

    /** One sector of a miner. @throws SectorException (UNKNOWN_MINER) */
    Optional<SectorView> sector(Address miner, long number);
}
