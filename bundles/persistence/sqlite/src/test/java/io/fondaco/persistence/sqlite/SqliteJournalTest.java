package io.fondaco.persistence.sqlite;

import io.fondaco.testing.tck.StoreContract;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

public class SqliteJournalTest extends StoreContract {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Override
    protected Opened open() {
        SqliteStore store = new SqliteStore(folder.getRoot().toPath().resolve("fondaco.db"), Settings.USUAL);
        return new Opened(store, store, store);
    }
}
