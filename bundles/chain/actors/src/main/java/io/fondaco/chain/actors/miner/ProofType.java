package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Policy;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.SealProof;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The registered proof types of one sector size. Types below 0 are the kind {@code none}: nothing is sealed or proven, and
 * only networks whose {@link Policy.Sealing#unproven} says so take them.
 *
 * @param rules which types they are
 * @param sizeIndex 0 to 4: 2 KiB, 8 MiB, 512 MiB, 32 GiB, 64 GiB
 */
public record ProofType(Rules rules, int sizeIndex) {
    /** Which types a miner has. */
    public enum Rules {
        /** Of the kind none, -1 to -5 for everything. */
        NONE,
        /** Filecoin's of actors v8: seal proofs 5 to 9, window PoSts 5 to 9. */
        V1,
        /** With the leaf challenges of a sector independent of its place: seal proofs 5 to 9, window PoSts 10 to 14. */
        V1_1
    }

    private static final long[] SIZES = {2L << 10, 8L << 20, 512L << 20, 32L << 30, 64L << 30};
    private static final long[] PARTITIONS = {2, 2, 2, 2349, 2300};
    private static final int SNARK = 192;
    private static final int[] SEAL_SNARKS = {1, 1, 1, 10, 10};
    private static final int FIRST_SEAL = 5;
    private static final int FIRST_WINDOW_POST = 5;
    private static final int LATER_WINDOW_POST = 10;

    /** Sizes below this index have vanilla proofs that fit a message. */
    private static final int VANILLA_SIZES = 3;
    /** Bytes of the largest vanilla seal proof without the byte of its kind. {@link io.fondaco.proof.Verifying} says so. */
    private static final int[] VANILLA_SEAL = {3904, 33_344, 48_064};
    /** The same of a sector in a window PoSt. */
    private static final int[] VANILLA_WINDOW = {2080, 11_040, 15_520};
    /** The same of a winning PoSt. */
    private static final int[] VANILLA_WINNING = {2080, 60_768, 90_336};
    /** What a message has beside a seal proof, no less. */
    private static final int ENVELOPE = 1024;

    public ProofType {
        if (sizeIndex < 0 || sizeIndex >= SIZES.length) {
            throw new IllegalArgumentException("sector size " + sizeIndex + ": there are " + SIZES.length);
        }
    }

    /** The types of the kind {@code none}. @throws IllegalArgumentException unless there are such sectors */
    public static ProofType unproven(long sectorSize) {
        return of(Rules.NONE, sectorSize);
    }

    /** The types whose proofs are of the kind vanilla. @throws IllegalArgumentException unless there are such sectors */
    public static ProofType vanilla(long sectorSize) {
        return of(Rules.V1_1, sectorSize);
    }

    /**
     * The types new miners of a network have: of the kind none only where it takes no other.
     *
     * @throws IllegalArgumentException unless there are such sectors
     */
    public static ProofType usual(long sectorSize, Policy.Sealing policy) {
        Rules rules = policy.kinds().isEmpty() ? Rules.NONE : policy.development() ? Rules.V1_1 : Rules.V1;
        return of(rules, sectorSize);
    }

    private static ProofType of(Rules rules, long sectorSize) {
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] == sectorSize) {
                return new ProofType(rules, i);
            }
        }
        throw new IllegalArgumentException("there are no sectors of " + sectorSize + " bytes");
    }

    /** The types a window PoSt type belongs to; null for a number that is none. */
    static ProofType ofWindowPost(long type) {
        if (type < 0) {
            return type >= -SIZES.length ? new ProofType(Rules.NONE, (int) (-1 - type)) : null;
        }
        long index = (type - FIRST_WINDOW_POST) % SIZES.length;
        return type < FIRST_WINDOW_POST || type >= LATER_WINDOW_POST + SIZES.length
                ? null
                : new ProofType(type < LATER_WINDOW_POST ? Rules.V1 : Rules.V1_1, (int) index);
    }

    /** Whether it is the kind {@code none}. */
    public boolean none() {
        return rules == Rules.NONE;
    }

    /** The window PoSt type: 5 to 14, or -1 to -5 for {@code none}. */
    public long windowPost() {
        return switch (rules) {
            case NONE -> -1 - sizeIndex;
            case V1 -> FIRST_WINDOW_POST + sizeIndex;
            case V1_1 -> LATER_WINDOW_POST + sizeIndex;
        };
    }

    /** The winning PoSt type: 0 to 4, or -1 to -5 for {@code none}. */
    public long winningPost() {
        return none() ? -1 - sizeIndex : sizeIndex;
    }

    /** The seal proof type: V1.1's 5 to 9, or -1 to -5 for {@code none}. */
    public long seal() {
        return none() ? -1 - sizeIndex : FIRST_SEAL + sizeIndex;
    }

    /** How sectors are sealed. @throws IllegalStateException for the kind none, where they are not */
    public SealProof sealProof() {
        proven();
        return SealProof.ofNumber(seal());
    }

    /** How sectors are shown in a window. @throws IllegalStateException for the kind none */
    public PostProof windowProof() {
        proven();
        return PostProof.ofNumber(windowPost());
    }

    /** How a sector is shown by who makes a block. @throws IllegalStateException for the kind none */
    public PostProof winningProof() {
        proven();
        return PostProof.ofNumber(winningPost());
    }

    private void proven() {
        if (none()) {
            throw new IllegalStateException("nothing is proven of sectors of the kind none");
        }
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

    /** Bytes of the largest seal proof of a kind, its byte included; 0 if there is none that fits a message. */
    public int sealBytes(ProofKind kind) {
        return switch (kind) {
            case VANILLA -> vanilla(VANILLA_SEAL, 1);
            case GROTH16_LOCAL -> 1 + SNARK * SEAL_SNARKS[sizeIndex];
            case GROTH16_FILECOIN -> SNARK * SEAL_SNARKS[sizeIndex];
        };
    }

    /** Bytes of the largest window PoSt of a kind for so many sectors, its byte included. */
    public int windowPostBytes(ProofKind kind, int sectors) {
        return switch (kind) {
            case VANILLA -> vanilla(VANILLA_WINDOW, sectors);
            case GROTH16_LOCAL -> 1 + SNARK;
            case GROTH16_FILECOIN -> SNARK;
        };
    }

    /** Bytes of the largest winning PoSt of a kind, its byte included. */
    public int winningPostBytes(ProofKind kind) {
        return switch (kind) {
            case VANILLA -> vanilla(VANILLA_WINNING, 1);
            case GROTH16_LOCAL -> 1 + SNARK;
            case GROTH16_FILECOIN -> SNARK;
        };
    }

    private int vanilla(int[] each, int sectors) {
        return sizeIndex < VANILLA_SIZES ? 1 + Math.multiplyExact(sectors, each[sizeIndex]) : 0;
    }

    /** What the bytes of a seal proof show to be wrong with it; empty if nothing. */
    Optional<String> sealTrouble(byte[] proof, Policy.Sealing policy) {
        return trouble(proof, policy, this::sealBytes);
    }

    /** As {@link #sealTrouble}, of a window PoSt of so many sectors at most. */
    Optional<String> windowPostTrouble(byte[] proof, int sectors, Policy.Sealing policy) {
        return trouble(proof, policy, kind -> windowPostBytes(kind, sectors));
    }

    /** As {@link #sealTrouble}, of a winning PoSt. */
    public Optional<String> winningPostTrouble(byte[] proof, Policy.Sealing policy) {
        return trouble(proof, policy, this::winningPostBytes);
    }

    @FunctionalInterface
    private interface Most {
        int bytes(ProofKind kind);
    }

    private Optional<String> trouble(byte[] proof, Policy.Sealing policy, Most most) {
        if (none()) {
            return proof.length == 0
                    ? Optional.empty()
                    : Optional.of("a proof of " + proof.length + " bytes: the kind none has none");
        }
        if (rules == Rules.V1) {
            int exactly = most.bytes(ProofKind.GROTH16_FILECOIN);
            return proof.length == exactly
                    ? Optional.empty()
                    : Optional.of("a proof of " + proof.length + " bytes: it takes " + exactly);
        }
        if (proof.length == 0) {
            return Optional.of("no proof");
        }
        Optional<ProofKind> kind = policy.kinds().stream()
                .filter(k -> k.number() == proof[0] && k != ProofKind.GROTH16_FILECOIN)
                .findFirst();
        if (kind.isEmpty()) {
            return Optional.of(
                    "a proof of kind " + Byte.toUnsignedInt(proof[0]) + ": taken is " + names(policy.kinds()));
        }
        int largest = most.bytes(kind.get());
        return proof.length <= largest
                ? Optional.empty()
                : Optional.of("a proof of " + proof.length + " bytes: the largest " + name(kind.get())
                        + " one of such sectors has " + largest);
    }

    private static String name(ProofKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String names(Set<ProofKind> kinds) {
        return kinds.stream()
                .sorted()
                .map(kind -> name(kind) + " (" + kind.number() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Whether a network takes such sectors. */
    public boolean allowed(Policy.Sealing policy) {
        return policy.sizes().contains(sectorSize())
                && switch (rules) {
                    case NONE -> policy.unproven();
                    case V1 -> policy.kinds().contains(ProofKind.GROTH16_FILECOIN);
                    case V1_1 ->
                        policy.kinds().contains(ProofKind.GROTH16_LOCAL)
                                || policy.kinds().contains(ProofKind.VANILLA) && sizeIndex < VANILLA_SIZES;
                };
    }

    /** Whether messages of so many bytes hold the vanilla seal proofs of all sectors a network takes. */
    public static boolean fit(Policy.Sealing policy, int messageBytes) {
        return policy.sizes().stream()
                .map(ProofType::vanilla)
                .filter(type -> type.allowed(policy))
                .allMatch(type -> type.sealBytes(ProofKind.VANILLA) + ENVELOPE <= messageBytes);
    }
}
