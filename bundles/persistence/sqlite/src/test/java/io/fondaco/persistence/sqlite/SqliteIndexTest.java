package io.fondaco.persistence.sqlite;

import io.fondaco.testing.tck.IndexContract;
import io.fondaco.testing.tck.StoreContract;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

public class SqliteIndexTest extends IndexContract {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Override
    protected StoreContract.Opened open() {
        SqliteStore store = new SqliteStore(folder.getRoot().toPath().resolve("fondaco.db"), Settings.USUAL);
        return new StoreContract.Opened(store, store, store);
    }
}
