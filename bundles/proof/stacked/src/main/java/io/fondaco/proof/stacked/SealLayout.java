package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.SealStatement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a seal proof of the kind vanilla consists of, as its statement says. Nodes of 32 bytes, and nothing else:
 *
 * <ol>
 *   <li>the data of the challenged nodes,
 *   <li>the columns of their parents that are not challenged themselves,
 *   <li>an {@link Opening} of the tree over data at the challenged nodes,
 *   <li>an opening of the tree over columns at those nodes and their parents,
 *   <li>an opening of the tree over the replica at the challenged nodes.
 * </ol>
 *
 * <p>Nodes are in ascending order, each there once. The challenged nodes' own labels, their nodes in the replica and all
 * roots are left out: whoever verifies computes them.
 */
final class SealLayout {
    final Porep porep;
    /** Challenged nodes, ascending and distinct. */
    final long[] challenged;
    /** Parents of each challenged node, as its label is made of them. */
    final Map<Long, int[]> parents = new LinkedHashMap<>();
    /** Challenged nodes and all their parents, ascending and distinct. */
    final long[] columns;

    final Opening data;
    final Opening columnTree;
    final Opening replica;

    SealLayout(SealStatement statement) {
        this.porep = statement.order().proof().porep();
        this.challenged =
                Arrays.stream(Challenges.seal(statement)).sorted().distinct().toArray();
        Graph.Walk walk = new Graph(porep).walk();
        TreeSet<Long> all = new TreeSet<>();
        for (long node : challenged) {
            int[] of = new int[Graph.DEGREE];
            walk.parents(node, of);
            parents.put(node, of);
            all.add(node);
            for (int parent : of) {
                all.add((long) parent);
            }
        }
        this.columns = all.stream().mapToLong(Long::longValue).toArray();
        int[] oct = Trees.columns(porep.size()).arities();
        this.data = new Opening(Trees.data(porep.size()).arities(), challenged);
        this.columnTree = new Opening(oct, columns);
        this.replica = new Opening(oct, challenged);
    }

    boolean isChallenged(long node) {
        return Arrays.binarySearch(challenged, node) >= 0;
    }

    /** Bytes of the columns that are written. */
    int columnBytes() {
        return (columns.length - challenged.length) * columnSize();
    }

    /** Bytes of one column. */
    int columnSize() {
        return porep.layers() * Node.BYTES;
    }

    /** Bytes of the data that is written. */
    int dataBytes() {
        return challenged.length * Node.BYTES;
    }

    /** Bytes of the proof. */
    int bytes() {
        return Math.toIntExact(
                (long) dataBytes() + columnBytes() + data.bytes() + columnTree.bytes() + replica.bytes());
    }

    /** Most bytes of any proof with so many challenges. */
    static long mostBytes(Porep porep, int challenges) {
        long nodes = porep.size().nodes();
        int[] binary = Trees.data(porep.size()).arities();
        int[] oct = Trees.columns(porep.size()).arities();
        long columns = 0;
        for (long challenged = 1; challenged <= Math.min(challenges, nodes - 1); challenged++) {
            long opened = Math.min(challenged * (Graph.DEGREE + 1), nodes);
            columns = Math.max(
                    columns, (opened - challenged) * porep.layers() * Node.BYTES + Opening.bytes(oct, nodes, opened));
        }
        long data = Math.min(challenges, nodes - 1);
        return data * Node.BYTES
                + Opening.bytes(binary, nodes, data)
                + columns
                + Opening.mostBytes(oct, nodes, challenges);
    }
}
