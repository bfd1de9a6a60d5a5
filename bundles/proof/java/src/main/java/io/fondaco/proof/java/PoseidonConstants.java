package io.fondaco.proof.java;

/**
 * What a Poseidon of one width adds and multiplies with: generated, and rearranged so that the many rounds that raise only
 * one lane to a power cost a handful of multiplications each.
 *
 * <p>The plain rounds add a vector of constants, raise lanes to the fifth power and multiply by one dense matrix M. Two
 * facts make them cheap. A constant may be pulled back through M and added before it, and whatever falls on a lane that
 * is not raised may be pulled back further. And M = M' M" where M' leaves lane 0 alone and M" is zero but for its first
 * row, first column and diagonal; M' may change places with a power of lane 0 and join the matrix of the round before.
 *
 * <p>Source: Poseidon paper, sections 2.3 and appendix B; the order of the constants is neptune's.
 */
final class PoseidonConstants {
    /** Rounds that raise every lane, half of them before and half after the others. */
    static final int FULL_ROUNDS = 8;

    /** Lanes: the domain tag and the inputs. */
    final int width;
    /** Rounds that raise lane 0 only. */
    final int partialRounds;
    /** The constants of the plain rounds, width of them per round. */
    final long[] plain;
    /**
     * The constants as they are used: width for the start, width after the powers of each of the first four full rounds,
     * one for each partial round, width for each of the last full rounds but the very last.
     */
    final long[] compressed;
    /** M, row by row; symmetric. */
    final long[] dense;
    /** The matrix of the last full round before the partial ones. */
    final long[] preSparse;
    /** For each partial round the first column of M" (width values), then its first row without the corner. */
    final long[] sparse;

    PoseidonConstants(int width) {
        this.width = width;
        this.partialRounds = partialRounds(width);
        this.plain = Fr.elements((FULL_ROUNDS + partialRounds) * width);
        Grain grain = new Grain(width, FULL_ROUNDS, partialRounds);
        for (int i = 0; i < plain.length / Fr.LIMBS; i++) {
            grain.draw(plain, i);
        }
        Matrix m = Matrix.cauchy(width);
        this.dense = m.elements();
        this.compressed = compress(m.inverse());
        this.sparse = Fr.elements(partialRounds * (2 * width - 1));
        this.preSparse = factor(m).elements();
    }

    /** At 128 bits of security and a quarter more rounds than the known attacks need. */
    private static int partialRounds(int width) {
        return switch (width) {
            case 3 -> 55;
            case 5 -> 56;
            case 9, 12 -> 57;
            case 17 -> 59;
            default -> throw new IllegalArgumentException("no Poseidon of width " + width + ": 3, 5, 9, 12 or 17");
        };
    }

    /** How many values are kept besides the plain constants. */
    int size() {
        return (compressed.length + dense.length + preSparse.length + sparse.length) / Fr.LIMBS;
    }

    private long[] compress(Matrix inverse) {
        int half = FULL_ROUNDS / 2;
        int last = half + partialRounds;
        long[] out = Fr.elements(width * FULL_ROUNDS + partialRounds);
        System.arraycopy(plain, 0, out, 0, Fr.LIMBS * width);
        int at = width;
        for (int round = 1; round < half; round++, at += width) {
            inverse.apply(plain, round * width, out, at);
        }
        // Backwards through the partial rounds: what lane 0 needs stays, the rest moves a round up.
        long[] moved = Fr.elements(width);
        System.arraycopy(plain, Fr.LIMBS * last * width, moved, 0, moved.length);
        int keys = at + width;
        for (int round = last - 1; round >= half; round--) {
            inverse.apply(moved, 0, moved, 0);
            Fr.copy(moved, 0, out, keys + round - half);
            Fr.set(moved, 0, 0);
            for (int lane = 0; lane < width; lane++) {
                Fr.add(plain, round * width + lane, moved, lane, moved, lane);
            }
        }
        inverse.apply(moved, 0, out, at);
        at = keys + partialRounds;
        for (int round = last + 1; round < last + half; round++, at += width) {
            inverse.apply(plain, round * width, out, at);
        }
        return out;
    }

    private Matrix factor(Matrix m) {
        Matrix current = m;
        for (int round = partialRounds - 1; round >= 0; round--) {
            int at = round * (2 * width - 1);
            Matrix minor = current.minor();
            // The column of M": the minor's inverse times the column of the current matrix.
            long[] column = Fr.elements(width - 1);
            for (int i = 1; i < width; i++) {
                Fr.copy(current.elements(), i * width, column, i - 1);
            }
            Fr.copy(current.elements(), 0, sparse, at);
            minor.inverse().transposed().apply(column, 0, sparse, at + 1);
            for (int j = 1; j < width; j++) {
                Fr.copy(current.elements(), j, sparse, at + width + j - 1);
            }
            current = m.times(Matrix.bordered(minor));
        }
        return current;
    }
}
