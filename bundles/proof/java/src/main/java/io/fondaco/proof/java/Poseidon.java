package io.fondaco.proof.java;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;

/**
 * Poseidon over {@link Fr}: the hash of columns and of the trees over columns and replicas.
 *
 * <p>A state of arity + 1 lanes: the domain tag, then the inputs. The digest is lane 1 after eight full rounds and 55 to 59
 * partial ones, with x^5 as the power. Immutable; {@link Sponge} does the work and belongs to one thread.
 *
 * <p>Source: Poseidon paper; neptune's standard strength, as Filecoin uses it.
 */
public final class Poseidon {
    private final int arity;
    private final PoseidonConstants constants;
    private final long[] tag;

    private Poseidon(int arity, long[] tag) {
        this.arity = arity;
        this.tag = tag;
        this.constants = new PoseidonConstants(arity + 1);
    }

    /**
     * For trees and columns: the tag is 2^arity - 1, which says that no input is missing.
     *
     * @param arity 2, 4, 8, 11 or 16; generating the constants takes milliseconds, so keep what this returns
     */
    public static Poseidon merkle(int arity) {
        check(arity);
        long[] tag = Fr.elements(1);
        Fr.set(tag, 0, (1L << arity) - 1);
        return new Poseidon(arity, tag);
    }

    /**
     * For messages of one length: the tag is length * 2^64, and inputs beyond the length are zero.
     *
     * @param length 1 to arity
     */
    public static Poseidon constantLength(int arity, int length) {
        check(arity);
        if (length < 1 || length > arity) {
            throw new ProofException(
                    Reason.OUT_OF_RANGE, "a Poseidon message of " + length + " elements: must be 1 to " + arity);
        }
        byte[] encoded = new byte[Fr.BYTES];
        encoded[8] = (byte) length;
        long[] tag = Fr.elements(1);
        Fr.decode(encoded, 0, tag, 0);
        return new Poseidon(arity, tag);
    }

    private static void check(int arity) {
        if (arity != 2 && arity != 4 && arity != 8 && arity != 11 && arity != 16) {
            throw new ProofException(
                    Reason.OUT_OF_RANGE, "a Poseidon of arity " + arity + ": must be 2, 4, 8, 11 or 16");
        }
    }

    /** How many elements one hash takes in. */
    public int arity() {
        return arity;
    }

    PoseidonConstants constants() {
        return constants;
    }

    /** Room for one thread to hash in. */
    public Sponge sponge() {
        return new Sponge();
    }

    /**
     * Hashes {@code arity} encoded elements.
     *
     * @throws ProofException (OUT_OF_RANGE) on another length, (MALFORMED) when one is not below r
     */
    public byte[] hash(byte[] inputs) {
        if (inputs.length != Fr.BYTES * arity) {
            throw new ProofException(
                    Reason.OUT_OF_RANGE,
                    "Poseidon of arity " + arity + " takes " + Fr.BYTES * arity + " bytes, not " + inputs.length);
        }
        byte[] digest = new byte[Fr.BYTES];
        sponge().hash(inputs, 0, digest, 0);
        return digest;
    }

    /** The state of one hash after the other. Not thread-safe. */
    public final class Sponge {
        private final int width = arity + 1;
        private long[] state = Fr.elements(width);
        private long[] next = Fr.elements(width);
        private final long[] scratch = new long[Fr.LIMBS];

        private Sponge() {}

        /** Hashes arity encoded elements from {@code from[at]} on into the 32 bytes from {@code to[t]} on. */
        public void hash(byte[] from, int at, byte[] to, int t) {
            for (int i = 0; i < arity; i++) {
                Fr.decode(from, at + Fr.BYTES * i, state, i + 1);
            }
            permute();
            Fr.encode(state, 1, to, t);
        }

        private void permute() {
            Fr.copy(tag, 0, state, 0);
            long[] keys = constants.compressed;
            int half = PoseidonConstants.FULL_ROUNDS / 2;
            int key = 0;
            for (int lane = 0; lane < width; lane++) {
                Fr.add(state, lane, keys, key++, state, lane);
            }
            for (int round = 0; round < half; round++, key += width) {
                powersAndKeys(key);
                mix(round < half - 1 ? constants.dense : constants.preSparse);
            }
            for (int round = 0; round < constants.partialRounds; round++) {
                Fr.fifthPower(state, 0, state, 0, scratch);
                Fr.add(state, 0, keys, key++, state, 0);
                mixSparse(round * (2 * width - 1));
            }
            for (int round = 0; round < half - 1; round++, key += width) {
                powersAndKeys(key);
                mix(constants.dense);
            }
            for (int lane = 0; lane < width; lane++) {
                Fr.fifthPower(state, lane, state, lane, scratch);
            }
            mix(constants.dense);
        }

        private void powersAndKeys(int key) {
            for (int lane = 0; lane < width; lane++) {
                Fr.fifthPower(state, lane, state, lane, scratch);
                Fr.add(state, lane, constants.compressed, key + lane, state, lane);
            }
        }

        private void mix(long[] matrix) {
            for (int j = 0; j < width; j++) {
                Fr.multiply(state, 0, matrix, j, next, j);
                for (int i = 1; i < width; i++) {
                    Fr.multiply(state, i, matrix, i * width + j, scratch, 0);
                    Fr.add(next, j, scratch, 0, next, j);
                }
            }
            long[] swap = state;
            state = next;
            next = swap;
        }

        private void mixSparse(int at) {
            long[] sparse = constants.sparse;
            Fr.multiply(state, 0, sparse, at, next, 0);
            for (int i = 1; i < width; i++) {
                Fr.multiply(state, i, sparse, at + i, scratch, 0);
                Fr.add(next, 0, scratch, 0, next, 0);
                Fr.multiply(state, 0, sparse, at + width + i - 1, scratch, 0);
                Fr.add(state, i, scratch, 0, state, i);
            }
            Fr.copy(next, 0, state, 0);
        }
    }
}
