package io.fondaco.proof.stacked;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * A file in the making, beside the one it is to become. Unless it is finished, closing it deletes it, so that work that
 * failed or was stopped takes no room on the disk.
 */
final class PartFile implements AutoCloseable {
    private final Path target;
    private final Path part;

    PartFile(Path target) {
        this.target = Objects.requireNonNull(target, "target");
        this.part = target.resolveSibling(target.getFileName() + ".part");
    }

    /** Where to write. */
    Path path() {
        return part;
    }

    /** Takes the place of the target in one step; what was written must be on the disk already. */
    void finish() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
    }
}
