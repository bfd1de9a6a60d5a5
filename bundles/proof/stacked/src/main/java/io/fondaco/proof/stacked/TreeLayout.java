package io.fondaco.proof.stacked;

/**
 * How the rows of one tree lie in a file: from the first row that is kept up to the root, row 0 being the leaves.
 *
 * @param leaves a power of the arity
 * @param firstRow the lowest row that is kept
 */
record TreeLayout(long leaves, int arity, int firstRow) {

    /** Nodes in a row. */
    long width(int row) {
        long width = leaves;
        for (int i = 0; i < row; i++) {
            width /= arity;
        }
        return width;
    }

    /** The row of the root. */
    int top() {
        int row = 0;
        for (long width = leaves; width > 1; width /= arity) {
            row++;
        }
        return row;
    }

    /** Where a row begins in the file, in nodes. */
    long at(int row) {
        long at = 0;
        for (int i = firstRow; i < row; i++) {
            at += width(i);
        }
        return at;
    }

    /** Nodes in the file. */
    long nodes() {
        return at(top()) + 1;
    }
}
