package io.fondaco.proof.java;

/** A square matrix over the field, used while constants are generated; vectors are rows and stand on its left. */
final class Matrix {
    private final int n;
    private final long[] elements;

    private Matrix(int n) {
        this.n = n;
        this.elements = Fr.elements(n * n);
    }

    /** 1 / (i + n + j) in row i and column j: every square part of it can be inverted. */
    static Matrix cauchy(int n) {
        Matrix m = new Matrix(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Fr.set(m.elements, i * n + j, i + n + j);
                Fr.inverse(m.elements, i * n + j, m.elements, i * n + j);
            }
        }
        return m;
    }

    /** A first row and column of the identity round a smaller matrix. */
    static Matrix bordered(Matrix inner) {
        Matrix m = new Matrix(inner.n + 1);
        Fr.set(m.elements, 0, 1);
        for (int i = 0; i < inner.n; i++) {
            System.arraycopy(
                    inner.elements,
                    Fr.LIMBS * i * inner.n,
                    m.elements,
                    Fr.LIMBS * ((i + 1) * m.n + 1),
                    Fr.LIMBS * inner.n);
        }
        return m;
    }

    long[] elements() {
        return elements;
    }

    /** Without the first row and column. */
    Matrix minor() {
        Matrix m = new Matrix(n - 1);
        for (int i = 0; i < m.n; i++) {
            System.arraycopy(elements, Fr.LIMBS * ((i + 1) * n + 1), m.elements, Fr.LIMBS * i * m.n, Fr.LIMBS * m.n);
        }
        return m;
    }

    Matrix transposed() {
        Matrix m = new Matrix(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Fr.copy(elements, i * n + j, m.elements, j * n + i);
            }
        }
        return m;
    }

    Matrix times(Matrix right) {
        Matrix m = new Matrix(n);
        for (int i = 0; i < n; i++) {
            right.apply(elements, i * n, m.elements, i * n);
        }
        return m;
    }

    /** The row of n elements from {@code f} on, times this matrix. */
    void apply(long[] from, int f, long[] to, int t) {
        long[] row = Fr.elements(n);
        long[] product = new long[Fr.LIMBS];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Fr.multiply(from, f + i, elements, i * n + j, product, 0);
                Fr.add(row, j, product, 0, row, j);
            }
        }
        System.arraycopy(row, 0, to, Fr.LIMBS * t, row.length);
    }

    /**
     * By Gauss and Jordan.
     *
     * @throws ArithmeticException when it has no inverse
     */
    Matrix inverse() {
        Matrix rest = new Matrix(n);
        System.arraycopy(elements, 0, rest.elements, 0, elements.length);
        Matrix out = new Matrix(n);
        for (int i = 0; i < n; i++) {
            Fr.set(out.elements, i * n + i, 1);
        }
        long[] factor = new long[Fr.LIMBS];
        for (int i = 0; i < n; i++) {
            int pivot = i;
            while (pivot < n && rest.isZero(pivot, i)) {
                pivot++;
            }
            if (pivot == n) {
                throw new ArithmeticException("this matrix of " + n + " rows has no inverse");
            }
            rest.swap(i, pivot);
            out.swap(i, pivot);
            Fr.inverse(rest.elements, i * n + i, factor, 0);
            rest.scale(i, factor);
            out.scale(i, factor);
            for (int k = 0; k < n; k++) {
                if (k != i) {
                    Fr.copy(rest.elements, k * n + i, factor, 0);
                    rest.subtract(k, i, factor);
                    out.subtract(k, i, factor);
                }
            }
        }
        return out;
    }

    private boolean isZero(int row, int column) {
        int o = Fr.LIMBS * (row * n + column);
        return (elements[o] | elements[o + 1] | elements[o + 2] | elements[o + 3]) == 0;
    }

    private void swap(int a, int b) {
        long[] row = Fr.elements(n);
        System.arraycopy(elements, Fr.LIMBS * a * n, row, 0, row.length);
        System.arraycopy(elements, Fr.LIMBS * b * n, elements, Fr.LIMBS * a * n, row.length);
        System.arraycopy(row, 0, elements, Fr.LIMBS * b * n, row.length);
    }

    private void scale(int row, long[] factor) {
        for (int j = 0; j < n; j++) {
            Fr.multiply(elements, row * n + j, factor, 0, elements, row * n + j);
        }
    }

    /** Takes {@code factor} times another row away from a row. */
    private void subtract(int row, int other, long[] factor) {
        long[] product = new long[Fr.LIMBS];
        for (int j = 0; j < n; j++) {
            Fr.multiply(elements, other * n + j, factor, 0, product, 0);
            Fr.subtract(elements, row * n + j, product, 0, elements, row * n + j);
        }
    }
}
