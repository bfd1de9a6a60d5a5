package io.fondaco.launcher;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The access a file should have that a person asks for. */
final class FileMode {

    private FileMode() {}

    /**
     * That of the file which lies there already, else what this person's umask gives new ones. Empty where there are no
     * modes, and where nothing can be written: whoever writes then says why.
     */
    static Optional<Set<PosixFilePermission>> wanted(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null
                || !Files.isWritable(folder)
                || !Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return Optional.empty();
        }
        if (Files.exists(file)) {
            return Optional.of(Files.getPosixFilePermissions(file));
        }
        // The JDK does not tell the umask; a file made without a word about its mode shows it.
        Path probe = folder.resolve(".fondaco-" + UUID.randomUUID() + ".probe");
        try {
            Files.createFile(probe);
        } catch (FileSystemException unwritable) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.getPosixFilePermissions(probe));
        } finally {
            Files.delete(probe);
        }
    }
}
