package io.fondaco.codec.car;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BlockSource;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.selector.Walk;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lays the blocks of a DAG out as a transfer brings them: from the root, depth first, each where it is met first and
 * nowhere else. Whoever writes one DAG so gets one CAR, whatever order the blocks were in before.
 */
public final class DepthFirst {
    private static final byte[] NOTHING = {};

    private DepthFirst() {}

    /**
     * Writes every block under {@code root}, verified. Identity CIDs carry theirs and are left out.
     *
     * @return how many blocks were written
     * @throws DecodeException if a block is missing, malformed or not what its CID says, or a limit is reached
     */
    public static long write(BlockSource source, Cid root, TraversalLimits limits, CarWriter to) throws IOException {
        VerifiedBlocks blocks = new VerifiedBlocks(source, limits.maxBlock());
        Walk walk = new Walk(root, Selector.all(), limits);
        Set<Cid> written = new HashSet<>();
        for (Optional<Cid> next = walk.wanted(); next.isPresent(); next = walk.wanted()) {
            Cid cid = next.get();
            if (!written.add(cid)) {
                // All that is under it was written with it.
                walk.skip();
                continue;
            }
            byte[] block = blocks.get(cid);
            if (cid.multihash().code() == Multihash.IDENTITY) {
                written.remove(cid);
            } else {
                to.put(cid, ByteBuffer.wrap(block));
            }
            walk.take(cid.codec() == Cid.RAW ? NOTHING : block);
        }
        return written.size();
    }
}
