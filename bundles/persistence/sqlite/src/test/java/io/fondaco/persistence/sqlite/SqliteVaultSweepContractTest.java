package io.fondaco.persistence.sqlite;

import io.fondaco.persistence.Vaults;
import io.fondaco.testing.tck.VaultSweepContract;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

public class SqliteVaultSweepContractTest extends VaultSweepContract {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Override
    protected Vaults vaults() {
        return new SqliteVaults(folder.getRoot().toPath());
    }
}
