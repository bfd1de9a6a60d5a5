package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;

/**
 * A registered PoSt proof: a number on chain for how sectors are shown to be stored still.
 *
 * @param use when it is asked for
 * @param size of the sectors
 */
public record PostProof(Use use, SectorSize size) {
    /** When a proof is asked for, and by which rules. */
    public enum Use {
        /** From whoever may make a block: 66 challenges in one sector. Numbers 0 to 4. */
        WINNING,
        /** Every proving period, challenges numbered through a partition. Numbers 5 to 9. */
        WINDOW_V1,
        /** Every proving period, challenges numbered in each sector. Numbers 10 to 14. */
        WINDOW_V1_1
    }

    private static final SectorSize[] SIZES = {
        SectorSize.KIB_2, SectorSize.MIB_8, SectorSize.MIB_512, SectorSize.GIB_32, SectorSize.GIB_64
    };

    public PostProof {
        if (indexOf(size) < 0) {
            throw new ProofException(Reason.OUT_OF_RANGE, "no PoSt is registered for sectors of " + size);
        }
    }

    private static int indexOf(SectorSize size) {
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] == size) {
                return i;
            }
        }
        return -1;
    }

    /** @throws ProofException (OUT_OF_RANGE) when it is not 0 to 14 */
    public static PostProof ofNumber(long number) {
        if (number < 0 || number >= (long) SIZES.length * Use.values().length) {
            throw new ProofException(Reason.OUT_OF_RANGE, "no PoSt proof " + number + ": 0 to 14");
        }
        return new PostProof(Use.values()[(int) number / SIZES.length], SIZES[(int) number % SIZES.length]);
    }

    /** The number on chain. */
    public int number() {
        return use.ordinal() * SIZES.length + indexOf(size);
    }

    /** Leaves that are challenged in a sector. */
    public int challenges() {
        return use == Use.WINNING ? 66 : 10;
    }

    /** Sectors one proof covers at most. */
    public int sectors() {
        return switch (size) {
            case GIB_32 -> use == Use.WINNING ? 1 : 2349;
            case GIB_64 -> use == Use.WINNING ? 1 : 2300;
            default -> use == Use.WINNING ? 1 : 2;
        };
    }
}
