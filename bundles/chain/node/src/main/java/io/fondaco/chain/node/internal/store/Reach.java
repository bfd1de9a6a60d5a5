package io.fondaco.chain.node.internal.store;

import io.fondaco.codec.cbor.CborLinks;
import io.fondaco.model.Cid;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Walks what blocks link to, each block once, however many walks reach it. Links to anything but DAG-CBOR lead out of the
 * chain (pieces, sealed sectors, code) and are not followed. Keeps 16 bytes a block. For one thread.
 */
final class Reach {
    private final Function<Cid, Optional<byte[]>> blocks;
    private long[] seen = new long[1 << 12];
    private int count;

    /** Takes a block that is reached. */
    @FunctionalInterface
    interface Visitor<E extends Exception> {
        void block(Cid cid, byte[] bytes) throws E;
    }

    Reach(Function<Cid, Optional<byte[]>> blocks) {
        this.blocks = blocks;
    }

    /** Blocks reached so far. */
    int count() {
        return count;
    }

    boolean contains(Cid cid) {
        ByteBuffer digest = ByteBuffer.wrap(cid.multihash().digest());
        return seen[slot(digest.getLong(0), digest.getLong(8))] != 0;
    }

    /** Shows every block below a root, itself first, that no walk has shown. @return one that is not there, empty if all are */
    <E extends Exception> Optional<Cid> walk(Cid root, Visitor<E> visitor) throws E {
        Deque<Cid> open = new ArrayDeque<>(List.of(root));
        Optional<Cid> missing = Optional.empty();
        while (!open.isEmpty()) {
            Cid cid = open.pop();
            if (!add(cid)) {
                continue;
            }
            Optional<byte[]> block = blocks.apply(cid);
            if (block.isEmpty()) {
                missing = Optional.of(cid);
                continue;
            }
            visitor.block(cid, block.get());
            List<Cid> links = new ArrayList<>();
            CborLinks.each(block.get(), link -> {
                if (link.codec() == Cid.DAG_CBOR) {
                    links.add(link);
                }
            });
            for (int i = links.size() - 1; i >= 0; i--) {
                open.push(links.get(i));
            }
        }
        return missing;
    }

    /** Takes a block in without looking at it. @return whether it is new */
    boolean add(Cid cid) {
        if (count * 4 >= seen.length) {
            grow();
        }
        ByteBuffer digest = ByteBuffer.wrap(cid.multihash().digest());
        return put(digest.getLong(0), digest.getLong(8));
    }

    private boolean put(long high, long low) {
        int slot = slot(high, low);
        if (seen[slot] != 0) {
            return false;
        }
        seen[slot] = marked(high);
        seen[slot + 1] = low;
        count++;
        return true;
    }

    /** No entry is 0, which says that a slot is free. */
    private static long marked(long high) {
        return high | 1;
    }

    private int slot(long high, long low) {
        int mask = seen.length / 2 - 1;
        int at = (int) (low ^ high >>> 17) & mask;
        while (seen[2 * at] != 0 && !(seen[2 * at] == marked(high) && seen[2 * at + 1] == low)) {
            at = at + 1 & mask;
        }
        return 2 * at;
    }

    private void grow() {
        long[] old = seen;
        seen = new long[old.length * 2];
        count = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                put(old[i], old[i + 1]);
            }
        }
    }
}
