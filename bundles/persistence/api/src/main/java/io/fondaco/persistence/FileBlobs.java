package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@link Blobs} as plain files: {@code blobs/<last two characters>/<cid>} and {@code drafts/<name>} in one folder. Every
 * store uses it; a store of another kind may not.
 */
public final class FileBlobs implements Blobs {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,119}");

    private final Path blobs;
    private final Path drafts;

    /** @param folder where both live; made when it is not there */
    public FileBlobs(Path folder) throws IOException {
        blobs = Files.createDirectories(folder.resolve("blobs"));
        drafts = Files.createDirectories(folder.resolve("drafts"));
    }

    @Override
    public Draft draft(String name) throws IOException {
        Path path = draftPath(name);
        if (!Files.exists(path)) {
            try {
                Files.createFile(path);
            } catch (FileAlreadyExistsException meanwhile) {
                return new FileDraft(name, path);
            }
        }
        return new FileDraft(name, path);
    }

    @Override
    public List<String> drafts(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(drafts)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
    }

    private Path draftPath(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a draft's name: " + name);
        }
        return drafts.resolve(name);
    }

    private Path blobPath(Cid cid) {
        String name = cid.toString();
        return blobs.resolve(name.substring(name.length() - 2)).resolve(name);
    }

    @Override
    public Optional<Blob> find(Cid cid) {
        Path path = blobPath(cid);
        try {
            return Files.exists(path) ? Optional.of(new Blob(cid, path, Files.size(path))) : Optional.empty();
        } catch (IOException e) {
            throw new StoreException("cannot look at " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean delete(Cid cid) throws IOException {
        return Files.deleteIfExists(blobPath(cid));
    }

    @Override
    public boolean discard(String name) throws IOException {
        return Files.deleteIfExists(draftPath(name));
    }

    @Override
    public long free() throws IOException {
        return Files.getFileStore(blobs).getUsableSpace();
    }

    /** Forces a folder's entries to disk, so that a rename in it survives a power cut. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private final class FileDraft implements Draft {
        private final String name;
        private final Path path;

        private FileDraft(String name, Path path) {
            this.name = name;
            this.path = path;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public long size() throws IOException {
            return Files.size(path);
        }

        @Override
        public Blob commit(Cid cid) throws IOException {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Path target = blobPath(cid);
            if (Files.exists(target)) {
                Files.delete(path);
                return new Blob(cid, target, Files.size(target));
            }
            boolean fresh = !Files.exists(target.getParent());
            Files.createDirectories(target.getParent());
            if (fresh) {
                force(blobs);
            }
            try {
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException("drafts and blobs must be on one file system: " + blobs, e);
            }
            force(target.getParent());
            return new Blob(cid, target, Files.size(target));
        }
    }
}
