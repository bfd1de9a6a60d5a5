package io.fondaco.persistence.memory;

import io.fondaco.persistence.Vaults;
import io.fondaco.testing.tck.VaultSweepContract;

public class MemoryVaultSweepTest extends VaultSweepContract {

    @Override
    protected Vaults vaults() {
        return new MemoryVaults();
    }
}
