package io.fondaco.chain.node.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Verifying;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** What was checked once is not checked again, and nothing passes for what was. */
public class GoodProofsTest {
    private static final byte[] GOOD = {1, 7};
    private static final byte[] BAD = {1, 8};
    private static final Cid SEALED = Statements.sealedCid(Node.of(new byte[32]));
    private static final Cid UNSEALED =
            Cid.v1(Cid.FIL_COMMITMENT_UNSEALED, new Multihash(Multihash.SHA2_256_TRUNC254_PADDED, new byte[32]));

    /** Takes whatever ends with 7. */
    private static final class Scripted implements Verifying {
        final List<Object> asked = new ArrayList<>();

        @Override
        public Optional<String> seal(SealStatement statement, Proof proof) {
            asked.add(statement);
            return verdict(proof);
        }

        @Override
        public Optional<String> post(PostStatement statement, Proof proof) {
            asked.add(statement);
            return verdict(proof);
        }

        private static Optional<String> verdict(Proof proof) {
            assertThat(proof.kind()).isEqualTo(ProofKind.VANILLA);
            if (proof.body().length == 0) {
                throw new IllegalStateException("out of memory");
            }
            return proof.body()[0] == 7 ? Optional.empty() : Optional.of("it ends with " + proof.body()[0]);
        }

        @Override
        public long winner(Node prover, Node randomness, long sectors) {
            return sectors - 1;
        }

        @Override
        public int sealBytes(SealProof proof, ProofKind kind) {
            return 2;
        }

        @Override
        public int postBytes(PostProof proof, ProofKind kind, int sectors) {
            return 2;
        }
    }

    private final Scripted verifying = new Scripted();
    private final GoodProofs proofs = new GoodProofs(verifying, 3);

    private static Syscalls.Seal seal(long sector, byte[] proof) {
        return new Syscalls.Seal(5, 101, sector, List.of(), new byte[32], new byte[32], proof, SEALED, UNSEALED);
    }

    private Optional<String> post(byte[] randomness, byte[] proof, long... sectors) {
        List<Syscalls.Challenged> challenged = new ArrayList<>();
        for (long sector : sectors) {
            challenged.add(new Syscalls.Challenged(5, sector, SEALED));
        }
        return proofs.trouble(101, randomness, List.of(new Syscalls.PostProof(10, proof)), challenged);
    }

    @Test
    public void remembersWhatHeldAndOnlyThat() {
        assertThat(proofs.trouble(seal(1, GOOD))).isEmpty();
        assertThat(proofs.trouble(seal(1, GOOD))).isEmpty();
        assertThat(verifying.asked).hasSize(1);
        assertThat(proofs.trouble(seal(1, BAD))).contains("it ends with 8");
        assertThat(proofs.trouble(seal(1, BAD))).contains("it ends with 8");
        assertThat(verifying.asked).as("bad ones push nothing out").hasSize(3);
        assertThat(proofs.trouble(seal(2, GOOD))).isEmpty();
        assertThat(verifying.asked).as("another sector").hasSize(4);
        assertThat(proofs.trouble(seal(3, GOOD))).isEmpty();
        assertThat(proofs.trouble(seal(4, GOOD))).isEmpty();
        assertThat(proofs.trouble(seal(1, GOOD))).isEmpty();
        assertThat(verifying.asked).as("three are kept").hasSize(7);
    }

    @Test
    public void tellsPoStsApartByWhatTheyProve() {
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(post(new byte[32], GOOD, 1, 2)).isEmpty();
        assertThat(post(new byte[32], GOOD, 2, 1, 1)).isEmpty();
        assertThat(verifying.asked).as("the same sectors").hasSize(1);
        assertThat(post(other, GOOD, 1, 2)).isEmpty();
        assertThat(post(new byte[32], GOOD, 1)).isEmpty();
        assertThat(verifying.asked).hasSize(3);
        assertThat(post(new byte[32], BAD, 1)).contains("it ends with 8");
    }

    @Test
    public void whatIsNoProofIsRefusedWithoutAskingAnybody() {
        assertThat(proofs.trouble(seal(1, new byte[0]))).contains("a proof without a byte");
        assertThat(proofs.trouble(seal(1, new byte[] {9, 7}))).contains("a proof of the unknown kind 9");
        assertThat(post(new byte[32], GOOD)).contains("a PoSt of no sector");
        assertThat(proofs.trouble(101, new byte[32], List.of(), List.of())).contains("there is no proof");
        assertThat(verifying.asked).isEmpty();
    }

    @Test
    public void ofTheKindNoneThereIsNoProof() {
        assertThat(proofs.trouble(new Syscalls.Seal(
                        -1, 101, 1, List.of(), new byte[32], new byte[32], new byte[0], SEALED, UNSEALED)))
                .isEmpty();
        assertThat(proofs.trouble(
                        new Syscalls.Seal(-1, 101, 1, List.of(), new byte[32], new byte[32], GOOD, SEALED, UNSEALED)))
                .contains("the kind none has no proof");
        assertThat(proofs.trouble(101, new byte[32], List.of(new Syscalls.PostProof(-1, new byte[0])), List.of()))
                .isEmpty();
        assertThat(proofs.trouble(101, new byte[32], List.of(new Syscalls.PostProof(-1, GOOD)), List.of()))
                .isPresent();
        assertThat(verifying.asked).isEmpty();
    }

    @Test
    public void aVerifierThatFailsIsNoVerdict() {
        assertThatThrownBy(() -> proofs.trouble(seal(1, new byte[] {1}))).hasMessage("out of memory");
    }
}
