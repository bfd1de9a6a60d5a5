package io.fondaco.persistence.sqlite;

import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vaults;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vaults of one folder, each a SQLite file of its own: {@code vault-NAME.db}. */
public final class SqliteVaults implements Vaults, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteVaults.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final Path folder;
    private final Set<SqliteVault> open = new HashSet<>();
    private boolean closed;

    /** @param folder made with the first vault when it is not there */
    public SqliteVaults(Path folder) {
        this.folder = folder;
    }

    @Override
    public SqliteVault open(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a vault's name is [a-z][a-z0-9-]{0,31}, not \"" + name + '"');
        }
        Path file = folder.resolve("vault-" + name + ".db");
        synchronized (open) {
            if (closed) {
                throw new StoreException("cannot open " + file + ": the store has stopped");
            }
            SqliteVault vault = new SqliteVault(file, this::forget);
            open.add(vault);
            return vault;
        }
    }

    private void forget(SqliteVault vault) {
        synchronized (open) {
            open.remove(vault);
        }
    }

    /** Closes the vaults that are still open. Later ones are refused. */
    @Override
    public void close() {
        List<SqliteVault> left;
        synchronized (open) {
            closed = true;
            left = List.copyOf(open);
        }
        for (SqliteVault vault : left) {
            try {
                vault.close();
            } catch (StoreException e) {
                LOG.error("a vault did not close cleanly", e);
            }
        }
    }
}
