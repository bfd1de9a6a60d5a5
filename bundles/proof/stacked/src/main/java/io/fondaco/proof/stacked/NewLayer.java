package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.Node;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;

/** A layer of one sector in the making; closed before it is finished it leaves nothing behind. Not thread-safe. */
final class NewLayer implements Closeable {
    private static final int SEGMENT = Node.BYTES << NodeArray.SEGMENT_BITS;

    private final KnownFile file;
    private final PartFile part;
    private final MappedFile mapped;
    private final Labels.Replica replica;
    private final MessageDigest sha = Digests.sha256();

    private NewLayer(KnownFile file, PartFile part, MappedFile mapped, Labels.Replica replica) {
        this.file = file;
        this.part = part;
        this.mapped = mapped;
        this.replica = replica;
    }

    /** @param below the layer below, null for the first */
    static NewLayer create(Sector sector, int layer, NodeArray below) throws IOException {
        KnownFile file = sector.layer(layer);
        Files.deleteIfExists(file.note());
        PartFile part = new PartFile(file.path());
        try {
            MappedFile mapped = MappedFile.create(part.path(), file.bytes(), SEGMENT);
            NodeArray labels = NodeArray.of(mapped.segments());
            return new NewLayer(file, part, mapped, new Labels.Replica(sector.replicaId(), labels, below));
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
    }

    /** A layer that is finished. */
    static NodeArray open(Sector sector, int layer) throws IOException {
        KnownFile file = sector.layer(layer);
        return NodeArray.of(MappedFile.open(file.path(), file.bytes(), SEGMENT).segments());
    }

    /** Where the labels go. */
    Labels.Replica replica() {
        return replica;
    }

    /** Labels were written there, in their order. */
    void labelled(long from, int count) {
        sha.update(replica.layer().slice(from, count));
    }

    void finish() throws IOException {
        mapped.force();
        part.finish();
        file.finished(sha.digest());
    }

    @Override
    public void close() throws IOException {
        part.close();
    }
}
