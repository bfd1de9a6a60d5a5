package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Syscalls;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What proofs have to prove, in the words of provers: miners and the chain make the same of the same. */
public final class Statements {
    private Statements() {}

    /**
     * What a seal proof proves.
     *
     * @throws io.fondaco.proof.ProofException for a sector of the kind none
     */
    public static SealStatement seal(Syscalls.Seal seal) {
        return new SealStatement(
                new SealOrder(
                        SealProof.ofNumber(seal.sealProof()),
                        ReplicaId.prover(seal.miner()),
                        seal.sector(),
                        Node.of(seal.sealRandomness()),
                        root(seal.unsealedCid())),
                root(seal.sealedCid()),
                Node.of(seal.interactiveRandomness()));
    }

    /**
     * What a window PoSt of a type proves. Where a sector stands in for others it is shown once, and all are shown in the
     * order of their numbers, whatever partitions they are of. Source: filecoin-ffi, verify_window_post, whose sectors are a
     * map by number.
     *
     * @throws io.fondaco.proof.ProofException for a type that is none, or no sector
     */
    public static PostStatement window(long type, long miner, byte[] randomness, List<Syscalls.Challenged> sectors) {
        Map<Long, PostStatement.Replica> byNumber = new TreeMap<>();
        for (Syscalls.Challenged sector : sectors) {
            byNumber.put(sector.sector(), new PostStatement.Replica(sector.sector(), root(sector.sealedCid())));
        }
        return new PostStatement(
                PostProof.ofNumber(type),
                ReplicaId.prover(miner),
                canonical(randomness),
                List.copyOf(byNumber.values()));
    }

    /** What a winning PoSt of a sector proves. */
    public static PostStatement winning(long miner, ProofType type, byte[] randomness, SectorInfo sector) {
        return new PostStatement(
                type.winningProof(),
                ReplicaId.prover(miner),
                canonical(randomness),
                List.of(new PostStatement.Replica(sector.number(), root(sector.sealedCid()))));
    }

    /** Randomness as PoSts take it: below the modulus of the field. */
    public static Node canonical(byte[] randomness) {
        byte[] bytes = randomness.clone();
        bytes[Node.BYTES - 1] &= 0x3f;
        return Node.of(bytes);
    }

    /** The 32 bytes of CommR or CommD. */
    public static Node root(Cid commitment) {
        return Node.of(commitment.multihash().digest());
    }

    /** CommR as the chain has it. */
    public static Cid sealedCid(Node commR) {
        return Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, commR.bytes()));
    }
}
