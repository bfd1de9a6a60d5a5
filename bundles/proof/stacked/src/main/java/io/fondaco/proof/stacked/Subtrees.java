package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of trees over replicas that are not kept in files, as they were made last. Whoever makes blocks opens a few leaves of the
 * same sectors over and over, and hashing what is above them is most of that work. Only rows above the leaves are here: leaves
 * are read from the replica each time, and do not fit what is here if they changed. Bounded; thread-safe.
 */
final class Subtrees {
    /** For rows above 512 leaves, 2.3 KiB each: 70 MiB. */
    static final int MOST = 30_000;

    /** @param root of the tree over the whole replica; @param number of the subtree */
    private record Key(Node root, long number) {}

    private final Map<Key, ByteBuffer> rows;

    Subtrees(int most) {
        rows = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, ByteBuffer> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Optional<ByteBuffer> find(Node root, long number) {
        return Optional.ofNullable(rows.get(new Key(root, number)));
    }

    /** @param above is not written to any more */
    synchronized void keep(Node root, long number, ByteBuffer above) {
        rows.put(new Key(root, number), above);
    }

    synchronized void forget(Node root) {
        rows.keySet().removeIf(key -> key.root().equals(root));
    }
}
