package io.fondaco.persistence.memory;

import io.fondaco.persistence.Vaults;
import io.fondaco.testing.tck.VaultContract;

public class MemoryVaultTest extends VaultContract {

    @Override
    protected Vaults vaults() {
        return new MemoryVaults();
    }
}
