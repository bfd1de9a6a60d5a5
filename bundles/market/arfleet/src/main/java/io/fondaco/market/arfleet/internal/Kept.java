package io.fondaco.market.arfleet.internal;

import io.fondaco.deal.spi.Machine;
import io.fondaco.market.arfleet.internal.provider.Keeping;
import io.fondaco.model.DealId;
import io.fondaco.persistence.StoreException;
import io.fondaco.replica.ChunkTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replicas that providers of this house keep, on disk. */
final class Kept {
    private static final Logger LOG = LoggerFactory.getLogger(Kept.class);

    private final Path root;

    /** @param root a folder for each party is made in it */
    Kept(Path root) {
        this.root = root;
    }

    private Path folder(String party) {
        return root.resolve(party);
    }

    ReplicaFiles files(Keeping keeping) {
        return new ReplicaFiles(folder(keeping.party()), keeping.id());
    }

    /**
     * The tree of a replica. One that is gone is made anew from the chunks.
     *
     * @throws IOException when these are not the deal's any more
     */
    ChunkTree tree(Keeping keeping) throws IOException {
        ReplicaFiles files = files(keeping);
        try {
            return files.tree(keeping.leaves());
        } catch (IOException gone) {
            LOG.warn("the tree of placement {} is made anew: {}", keeping.id(), gone.toString());
            byte[] root = files.draftTree(hashes -> files.leaves(keeping.leaves(), hashes));
            if (!HexFormat.of().formatHex(root).equals(keeping.root())) {
                throw new IOException(
                        "the tree of placement " + keeping.id() + " is gone, and its chunks are not what they were",
                        gone);
            }
            files.kept(ReplicaFiles.TREE);
            return files.tree(keeping.leaves());
        }
    }

    /** A placement is over: its chunks go. */
    void delete(DealId id) {
        new ReplicaFiles(folder(id.party()), id.local()).delete();
    }

    /** What an earlier process left of placements that are over. */
    void sweep(String party, Machine<?, ?> machine) throws IOException {
        for (String name : ReplicaFiles.names(folder(party))) {
            if (name.matches("[0-9a-z]{8,64}") && isOver(new DealId(name, party), machine)) {
                delete(new DealId(name, party));
            }
        }
    }

    /** Only what is known to be over: collateral may stand on a replica whose placement cannot be read at the moment. */
    private static boolean isOver(DealId id, Machine<?, ?> machine) {
        try {
            return machine.view(id).filter(view -> !view.open()).isPresent();
        } catch (StoreException unreadable) {
            LOG.warn("the replica of placement {} stays, nobody knows what it is for: {}", id, unreadable.getMessage());
            return false;
        }
    }
}
