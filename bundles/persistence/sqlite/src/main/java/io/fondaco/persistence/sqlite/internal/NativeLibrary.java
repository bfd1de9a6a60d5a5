package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library. The driver unpacks it into a file of a new name each time it is loaded and counts on an orderly
 * end to delete it, so a killed node would leave one behind with every start. Here it is unpacked into a folder of the
 * store and deleted as soon as it is loaded; where the system does not allow that, with the next start.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** Where the driver unpacks; whoever starts Java may say so too, and is then not overruled. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private NativeLibrary() {}

    /**
     * Loads it, unless that was done before.
     *
     * @param folder for the unpacked library, the store's own; made and swept
     * @throws StoreException when it cannot be loaded from there
     */
    static void load(Path folder) {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            sweep(folder);
            unpack(folder);
            sweep(folder);
        } catch (Exception | LinkageError e) {
            throw new StoreException(
                    "cannot load SQLite's native library from " + folder + ": " + e
                            + "; if nothing there may be run (noexec), start Java with -D" + FOLDER + "=<a folder where"
                            + " that is allowed>",
                    e);
        }
    }

    /** The driver knows only a system property; it is set for this moment. Other copies of this bundle wait meanwhile. */
    private static void unpack(Path folder) throws Exception {
        synchronized (System.getProperties()) {
            System.setProperty(FOLDER, folder.toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(FOLDER);
            }
        }
    }

    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path file : left) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException inUse) {
                    LOG.debug("{} is deleted with the next start: {}", file, inUse.toString());
                }
            }
        }
    }
}
