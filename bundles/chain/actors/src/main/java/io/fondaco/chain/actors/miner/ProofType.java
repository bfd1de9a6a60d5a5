package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Policy;

/**
 * The registered proof types of one sector size. Types below 0 are the kind {@code none}: nothing is sealed or proven, and
 * only networks whose {@link Policy.Sealing#unproven} says so take them.
 *
 * @param none whether it is the kind {@code none}
 * @param sizeIndex 0 to 4: 2 KiB, 8 MiB, 512 MiB, 32 GiB, 64 GiB
 */
public record ProofType(boolean none, int sizeIndex) {
    private static final long[] SIZES = {2L << 10, 8L << 20, 512L << 20, 32L << 30, 64L << 30};
    private static final long[] PARTITIONS = {2, 2, 2, 2349, 2300};
    private static final int SNARK = 192;
    private static final int[] SEAL_SNARKS = {1, 1, 1, 10, 10};
    private static final int FIRST_SEAL = 5;
    private static final int FIRST_WINDOW_POST = 5;

    public ProofType {
        if (sizeIndex < 0 || sizeIndex >= SIZES.length) {
            throw new IllegalArgumentException("sector size " + sizeIndex + ": there are " + SIZES.length);
        }
    }

    /** The types of the kind {@code none}. @throws IllegalArgumentException unless there are such sectors */
    public static ProofType unproven(long sectorSize) {
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] == sectorSize) {
                return new ProofType(true, i);
            }
        }
        throw new IllegalArgumentException("there are no sectors of " + sectorSize + " bytes");
    }

    /** The types a window PoSt type belongs to; null for a number that is none. */
    static ProofType ofWindowPost(long type) {
        return of(type, FIRST_WINDOW_POST);
    }

    private static ProofType of(long type, int first) {
        if (type < 0) {
            return type >= -SIZES.length ? new ProofType(true, (int) (-1 - type)) : null;
        }
        return type >= first && type < first + SIZES.length ? new ProofType(false, (int) (type - first)) : null;
    }

    /** The window PoSt type: 5 to 9, or -1 to -5 for {@code none}. */
    public long windowPost() {
        return none ? -1 - sizeIndex : FIRST_WINDOW_POST + sizeIndex;
    }

    /** The seal proof type: V1.1's 5 to 9, or -1 to -5 for {@code none}. */
    public long seal() {
        return none ? -1 - sizeIndex : FIRST_SEAL + sizeIndex;
    }

    /** The seal proof type data commitments are computed for. */
    long data() {
        return FIRST_SEAL + sizeIndex;
    }

    /** Bytes of a sector. */
    public long sectorSize() {
        return SIZES[sizeIndex];
    }

    /** Sectors one window PoSt covers. */
    public long partitionSectors() {
        return PARTITIONS[sizeIndex];
    }

    /** Bytes of a seal proof. */
    int sealProofBytes() {
        return none ? 0 : SNARK * SEAL_SNARKS[sizeIndex];
    }

    /** Bytes of a window PoSt. */
    int windowPostBytes() {
        return none ? 0 : SNARK;
    }

    /** Whether a network takes such sectors. */
    public boolean allowed(Policy.Sealing policy) {
        return policy.sizes().contains(sectorSize()) && (!none || policy.unproven());
    }
}
