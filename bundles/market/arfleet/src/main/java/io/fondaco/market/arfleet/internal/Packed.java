package io.fondaco.market.arfleet.internal;

import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.model.DealId;
import io.fondaco.model.Digests;
import io.fondaco.model.Progress;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.replica.Packer;
import io.fondaco.replica.ReplicaKey;
import io.fondaco.replica.ReplicaLayout;
import io.fondaco.replica.ReplicaPublicKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;

/** The replicas that clients of this house pack for providers, on disk. */
final class Packed {
    /** Slow, so that it holds for most machines: a deal is not activated later than this allows. */
    private static final long BYTES_A_SECOND = 256 << 10;

    private final Path root;
    private final Duration reservation;
    private final Time time;
    private final Supplier<Packer> packer;
    private final Originals originals;
    private final SecureRandom random = new SecureRandom();

    /** Gets the data of an assignment back from replicas there are, when the file is gone. */
    @FunctionalInterface
    interface Originals {
        void restore(DealId assignment, Path into) throws IOException, InterruptedException;
    }

    /**
     * @param root a folder for each party is made in it
     * @param reservation how long providers keep a place free, to begin with
     */
    Packed(Path root, Duration reservation, Time time, Supplier<Packer> packer, Originals originals) {
        this.root = root;
        this.reservation = reservation;
        this.time = time;
        this.packer = packer;
        this.originals = originals;
    }

    ReplicaFiles files(Placement placement) {
        return files(placement.party(), placement.id());
    }

    private ReplicaFiles files(String party, String placement) {
        return new ReplicaFiles(root.resolve(party), placement);
    }

    /** The replica's files, made once: the key that packs them is forgotten, so nobody makes this replica again. */
    Placement.Replica replica(Placement placement) throws IOException, InterruptedException {
        ReplicaFiles files = files(placement);
        Placement.Data data = placement.data();
        if (!files.has(ReplicaFiles.PUBLIC)) {
            Path file = Path.of(data.file());
            Path restored = files.path("original");
            if (!Files.isReadable(file) || Files.size(file) != data.bytes()) {
                files.create();
                restore(placement, restored, file + " is gone");
                file = restored;
            }
            ReplicaKey key = ReplicaKey.generate(ReplicaKey.STANDARD_BITS, random);
            try {
                pack(files, key, file, data);
            } catch (ChangedException changed) {
                // Of the same length, and other data: what was assigned may be with a provider.
                restore(placement, restored, changed.getMessage());
                pack(files, key, restored, data);
            }
            Files.deleteIfExists(restored);
            // Last: once this is there, so is all else.
            files.write(ReplicaFiles.PUBLIC, key.open().toPem().getBytes(StandardCharsets.UTF_8));
        }
        ChunkTree tree = files.tree(ReplicaLayout.WEB.chunks(data.bytes()));
        byte[] key = ReplicaPublicKey.parsePem(text(files)).digest();
        Duration patience = reservation.plusSeconds(data.bytes() / BYTES_A_SECOND);
        return new Placement.Replica(
                HexFormat.of().formatHex(tree.root()),
                tree.leaves(),
                HexFormat.of().formatHex(key),
                time.now().plus(patience).toEpochMilli());
    }

    private void restore(Placement placement, Path into, String why) throws IOException, InterruptedException {
        try {
            originals.restore(new DealId(placement.assignment(), placement.party()), into);
        } catch (IOException lost) {
            throw new IOException(why + ", and " + lost.getMessage(), lost);
        }
    }

    /** A file that is another one by now. */
    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1;

        ChangedException(String message) {
            super(message);
        }
    }

    static String text(ReplicaFiles files) throws IOException {
        return new String(files.read(ReplicaFiles.PUBLIC), StandardCharsets.UTF_8);
    }

    private void pack(ReplicaFiles files, ReplicaKey key, Path file, Placement.Data data) throws IOException {
        MessageDigest sha = Digests.sha256();
        files.draftTree(leaves -> {
            try (InputStream in =
                            new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20), sha);
                    OutputStream out = files.draft(ReplicaFiles.PACKED)) {
                packer.get()
                        .pack(
                                key,
                                ReplicaLayout.WEB,
                                in,
                                data.bytes(),
                                (index, bytes, length) -> {
                                    leaves.write(ChunkTree.leaf(Kind.SEPARATED, index, bytes));
                                    out.write(bytes);
                                },
                                () -> Thread.currentThread().isInterrupted(),
                                Progress.NONE);
            }
        });
        if (!HexFormat.of().formatHex(sha.digest()).equals(data.sha256())) {
            throw new ChangedException(file + " is not what it was when it was assigned");
        }
        files.kept(ReplicaFiles.PACKED);
        files.kept(ReplicaFiles.TREE);
    }

    /** What is left at the client once a placement is over: nothing, or what it takes to get the data back. */
    void tidy(DealId id, boolean completed) throws IOException {
        ReplicaFiles files = files(id.party(), id.local());
        if (completed) {
            files.delete(ReplicaFiles.PACKED);
        } else {
            files.delete();
        }
    }
}
