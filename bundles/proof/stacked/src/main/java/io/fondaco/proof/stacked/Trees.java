package io.fondaco.proof.stacked;

import io.fondaco.proof.SectorSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a tree over a sector: base trees of one arity over equal parts, joined by up to two more rows.
 *
 * @param layout of one base tree's file
 * @param baseTrees how many there are
 * @param joints arities of the rows above the base trees' roots, none when there is one base tree
 */
record Trees(TreeLayout layout, int baseTrees, List<Integer> joints) {
    private static final int ARITY = 8;

    /** The binary tree over the data, leaves and all. */
    static Trees data(SectorSize size) {
        return new Trees(new TreeLayout(size.nodes(), 2, 0), 1, List.of());
    }

    /** The tree over the columns, leaves and all. */
    static Trees columns(SectorSize size) {
        return oct(size, 0);
    }

    /** The tree over the replica, without its lowest rows. */
    static Trees replica(SectorSize size) {
        return oct(size, discardedRows(size) + 1);
    }

    private static Trees oct(SectorSize size, int firstRow) {
        List<Integer> joints = new ArrayList<>();
        for (int arity : new int[] {size.subArity(), size.topArity()}) {
            if (arity > 1) {
                joints.add(arity);
            }
        }
        TreeLayout layout = new TreeLayout(size.nodes() / size.baseTrees(), ARITY, firstRow);
        return new Trees(layout, size.baseTrees(), List.copyOf(joints));
    }

    /** How many rows above the leaves are left out of a tree over a replica, before the first that is kept. */
    static int discardedRows(SectorSize size) {
        int rows = Long.numberOfTrailingZeros(size.nodes() / size.baseTrees()) / 3 + 1;
        return rows <= 2 ? 0 : rows == 3 ? 1 : Math.min(rows - 2, 2);
    }

    /** Leaves of all base trees. */
    long leaves() {
        return layout.leaves() * baseTrees;
    }

    /** The arity of each row above the leaves, up to the root's. */
    int[] arities() {
        int[] arities = new int[layout.top() + joints.size()];
        for (int i = 0; i < arities.length; i++) {
            arities[i] = i < layout.top() ? layout.arity() : joints.get(i - layout.top());
        }
        return arities;
    }
}
