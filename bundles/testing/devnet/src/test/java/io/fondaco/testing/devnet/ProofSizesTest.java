package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Verifying;
import org.junit.Test;

/** The chain knows how long proofs are without knowing how they are made. */
public class ProofSizesTest {
    private final Verifying verifying = SealedSectors.verifying();

    @Test
    public void takesAsManyBytesAsTheLargestProofHasAndNotOneMore() {
        for (long size : Policy.DEVNET.sealing().sizes()) {
            ProofType type = ProofType.vanilla(size);
            ProofKind kind = ProofKind.VANILLA;
            assertThat(type.sealBytes(kind)).isEqualTo(verifying.sealBytes(type.sealProof(), kind));
            assertThat(type.winningPostBytes(kind)).isEqualTo(verifying.postBytes(type.winningProof(), kind, 1));
            for (int sectors : new int[] {1, 2, 20}) {
                assertThat(type.windowPostBytes(kind, sectors))
                        .isEqualTo(verifying.postBytes(type.windowProof(), kind, sectors));
            }
        }
    }
}
