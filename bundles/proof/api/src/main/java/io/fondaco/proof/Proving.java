package io.fondaco.proof;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Shows that sealed sectors are stored still. */
@ProviderType
public interface Proving {

    /** How a PoSt ended. */
    sealed interface Outcome {}

    /** It is proven. */
    record Proven(Proof proof) implements Outcome {}

    /**
     * It cannot be proven with these sectors.
     *
     * @param why for each faulty sector, in ascending order, what is wrong with it and what to do; all of them are named
     */
    record Faulty(Map<Long, String> why) implements Outcome {}

    /**
     * Proves sectors.
     *
     * @param files by sector number, for each sector of the statement; the unsealed data is not looked at
     * @throws ProofException (CANCELLED), (DISAGREED)
     */
    Outcome prove(PostStatement statement, Map<Long, SectorFiles> files, Watch watch);
}
