package io.fondaco.market.arfleet.internal;

import io.fondaco.deal.spi.Machine;
import io.fondaco.market.arfleet.internal.client.Assignment;
import io.fondaco.market.arfleet.internal.client.AssignmentEvent;
import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.market.arfleet.internal.client.PlacementEvent;
import io.fondaco.market.arfleet.internal.client.PlacementState;
import io.fondaco.model.DealId;
import io.fondaco.model.Digests;
import io.fondaco.model.Progress;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.replica.Packer;
import io.fondaco.replica.ReplicaException;
import io.fondaco.replica.ReplicaLayout;
import io.fondaco.replica.ReplicaPublicKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** What clients of this house get back from providers: nothing of it is believed before it is checked. */
final class Downloads {
    /** Chunks that are asked for at a time. */
    private static final int BATCH = 128;

    private final Packed packed;
    private final ProviderTalk talk;
    private final Supplier<Packer> packer;
    private final Time time;
    /** Placements resume while the market is still being put together. */
    private final CountDownLatch ready = new CountDownLatch(1);

    private volatile Machine<PlacementEvent, Placement> placements;
    private volatile Machine<AssignmentEvent, Assignment> assignments;

    Downloads(Packed packed, ProviderTalk talk, Supplier<Packer> packer, Time time) {
        this.packed = packed;
        this.talk = talk;
        this.packer = packer;
        this.time = time;
    }

    void runs(Machine<PlacementEvent, Placement> each, Machine<AssignmentEvent, Assignment> all) {
        placements = each;
        assignments = all;
        ready.countDown();
    }

    /** Writes the data of an assignment, from the first replica that has all of it. @return its provider */
    String restore(DealId id, Path into) throws IOException, InterruptedException {
        ready.await();
        Assignment order = assignments.remembered(id).orElseThrow();
        Path draft = Files.createTempFile(into.toAbsolutePath().getParent(), into.getFileName() + ".", ".part");
        StringBuilder why = new StringBuilder();
        try {
            for (Assignment.Chosen chosen : order.placements()) {
                Optional<Placement> placement = placements
                        .view(new DealId(chosen.placement(), id.party()))
                        .filter(view ->
                                !view.open() && States.of(PlacementState.class, view) == PlacementState.COMPLETED)
                        .flatMap(view -> placements.remembered(view.id()));
                if (placement.isEmpty()) {
                    continue;
                }
                try {
                    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 20)) {
                        fetch(placement.get(), out);
                    }
                    Files.move(draft, into, StandardCopyOption.REPLACE_EXISTING);
                    return chosen.provider();
                } catch (IOException | ReplicaException other) {
                    why.append("; ").append(chosen.provider()).append(": ").append(other.getMessage());
                }
            }
            String over = time.now().isAfter(Instant.ofEpochMilli(order.until()))
                    ? ": its time was over at " + Instant.ofEpochMilli(order.until())
                    : why.length() == 0 ? ": none is there" : "";
            throw new IOException("no replica gives the data of assignment " + id + " back" + over + why);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Gets the data of a placement from its provider, each chunk checked before it is opened.
     *
     * @throws IOException naming the chunk that is wrong or does not come
     */
    private void fetch(Placement placement, OutputStream out) throws IOException, InterruptedException {
        ReplicaFiles files = packed.files(placement);
        ChunkTree tree = files.tree(placement.replica().leaves());
        var key = ReplicaPublicKey.parsePem(Packed.text(files));
        MessageDigest sha = Digests.sha256();
        Window window = new Window(placement, tree);
        packer.get()
                .unpack(
                        key,
                        ReplicaLayout.WEB,
                        window::chunk,
                        placement.data().bytes(),
                        (index, bytes, length) -> {
                            out.write(bytes, 0, length);
                            sha.update(bytes, 0, length);
                        },
                        () -> Thread.currentThread().isInterrupted(),
                        Progress.NONE);
        if (!HexFormat.of().formatHex(sha.digest()).equals(placement.data().sha256())) {
            throw new IOException("the data of placement " + placement.id() + " are not what was stored");
        }
    }

    /** Chunks, some ahead. */
    private final class Window {
        private final Placement placement;
        private final ChunkTree tree;
        private long first;
        private byte[] chunks = {};

        Window(Placement placement, ChunkTree tree) {
            this.placement = placement;
            this.tree = tree;
        }

        byte[] chunk(long index, int length) throws IOException {
            if (index < first || (index - first + 1) * ReplicaFiles.CHUNK > chunks.length) {
                first = index;
                chunks = downloaded(placement, index, (int)
                        Math.min(BATCH, placement.replica().leaves() - index));
            }
            int at = (int) (index - first) * ReplicaFiles.CHUNK;
            byte[] chunk = Arrays.copyOfRange(chunks, at, at + length);
            require(tree, index, chunk);
            return chunk;
        }
    }

    private byte[] downloaded(Placement placement, long first, int count) throws IOException {
        try {
            byte[] chunks =
                    talk.download(placement.urls().get(0), placement.replica().root(), first, count);
            if (chunks.length != count * ReplicaFiles.CHUNK) {
                throw new IOException("provider " + placement.provider() + " gives " + chunks.length + " bytes for "
                        + count + " chunks");
            }
            return chunks;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped");
        }
    }

    /** @throws IOException when a chunk has another hash than was stored */
    private static void require(ChunkTree tree, long index, byte[] chunk) throws IOException {
        byte[] hash;
        try {
            hash = tree.hash(index);
        } catch (UncheckedIOException lost) {
            throw new IOException("what chunk " + index + " was cannot be read: " + lost.getMessage(), lost);
        }
        if (!Arrays.equals(ChunkTree.leaf(Kind.SEPARATED, index, chunk), hash)) {
            throw new IOException("chunk " + index + " is not the one that was stored");
        }
    }

    /** Whether a provider has a chunk as it was. @return what is wrong; empty for nothing */
    Optional<String> lacks(Placement placement, long index) throws IOException {
        ChunkTree tree = packed.files(placement).tree(placement.replica().leaves());
        try {
            require(tree, index, downloaded(placement, index, 1));
            return Optional.empty();
        } catch (IOException wrong) {
            return Optional.of(wrong.getMessage() == null ? wrong.toString() : wrong.getMessage());
        }
    }
}
