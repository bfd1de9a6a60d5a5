package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A registered seal proof: a number on chain for how a sector is sealed. Source: filecoin-proofs-api, registry. */
public enum SealProof {
    STACKED_DRG_2KIB_V1(SectorSize.KIB_2),
    STACKED_DRG_8MIB_V1(SectorSize.MIB_8),
    STACKED_DRG_512MIB_V1(SectorSize.MIB_512),
    STACKED_DRG_32GIB_V1(SectorSize.GIB_32),
    STACKED_DRG_64GIB_V1(SectorSize.GIB_64),
    STACKED_DRG_2KIB_V1_1(SectorSize.KIB_2),
    STACKED_DRG_8MIB_V1_1(SectorSize.MIB_8),
    STACKED_DRG_512MIB_V1_1(SectorSize.MIB_512),
    STACKED_DRG_32GIB_V1_1(SectorSize.GIB_32),
    STACKED_DRG_64GIB_V1_1(SectorSize.GIB_64),
    STACKED_DRG_2KIB_SYNTHETIC(SectorSize.KIB_2),
    STACKED_DRG_8MIB_SYNTHETIC(SectorSize.MIB_8),
    STACKED_DRG_512MIB_SYNTHETIC(SectorSize.MIB_512),
    STACKED_DRG_32GIB_SYNTHETIC(SectorSize.GIB_32),
    STACKED_DRG_64GIB_SYNTHETIC(SectorSize.GIB_64),
    STACKED_DRG_2KIB_NON_INTERACTIVE(SectorSize.KIB_2),
    STACKED_DRG_8MIB_NON_INTERACTIVE(SectorSize.MIB_8),
    STACKED_DRG_512MIB_NON_INTERACTIVE(SectorSize.MIB_512),
    STACKED_DRG_32GIB_NON_INTERACTIVE(SectorSize.GIB_32),
    STACKED_DRG_64GIB_NON_INTERACTIVE(SectorSize.GIB_64);

    /** How the nodes are picked that a proof must show. */
    public enum Challenge {
        /** By a seed of the chain that was not known when the replica was committed. */
        INTERACTIVE,
        /** As before, but among few candidates that CommR fixes, so that layers could be deleted earlier. */
        SYNTHETIC,
        /** By CommR alone: no seed to wait for, and many more of them. */
        NON_INTERACTIVE
    }

    private final SectorSize size;

    SealProof(SectorSize size) {
        this.size = size;
    }

    /**
     * The proof of a number on chain.
     *
     * @throws ProofException (OUT_OF_RANGE) when it is not 0 to 19
     */
    public static SealProof ofNumber(long number) {
        if (number < 0 || number >= values().length) {
            throw new ProofException(
                    Reason.OUT_OF_RANGE, "no seal proof " + number + ": 0 to " + (values().length - 1));
        }
        return values()[(int) number];
    }

    /** The number on chain. */
    public int number() {
        return ordinal();
    }

    public SectorSize size() {
        return size;
    }

    public ApiVersion version() {
        return number() < 5 ? ApiVersion.V1_0 : number() < 10 ? ApiVersion.V1_1 : ApiVersion.V1_2;
    }

    public Challenge challenge() {
        return number() < 10 ? Challenge.INTERACTIVE : number() < 15 ? Challenge.SYNTHETIC : Challenge.NON_INTERACTIVE;
    }

    /** Parts of a proof, each with the same number of challenges. */
    public int partitions() {
        boolean large = size.layers() > 2;
        return challenge() == Challenge.NON_INTERACTIVE ? large ? 126 : 13 : large ? 10 : 1;
    }

    /** Nodes that are challenged, in all partitions; a node may be more than once. */
    public int challenges() {
        return partitions() * (size.layers() > 2 ? 18 : 2);
    }

    /** The number in eight bytes, little-endian, then zeros: it seeds the graph. */
    public Node porepId() {
        byte[] id = new byte[Node.BYTES];
        ByteBuffer.wrap(id).order(ByteOrder.LITTLE_ENDIAN).putLong(number());
        return Node.of(id);
    }

    /** What sealing needs to know of this proof. */
    public Porep porep() {
        return new Porep(size, size.layers(), version(), porepId());
    }
}
