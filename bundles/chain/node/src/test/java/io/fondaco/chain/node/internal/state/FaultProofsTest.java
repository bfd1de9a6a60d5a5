package io.fondaco.chain.node.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Syscalls.ConsensusFault;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Ticket;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import java.util.Optional;
import org.junit.Test;

public class FaultProofsTest {
    private static final Address MINER = Address.id(1000);
    private final KeyPair worker = pair(1);
    private final BlockHeader genesis = new Devnet(1).node().head().blocks().get(0);

    private static KeyPair pair(int seed) {
        byte[] secret = Multihash.sha256(new byte[] {(byte) seed}).digest();
        // Below the order of the curve, whichever end it is read from.
        secret[0] &= 0x3f;
        secret[31] &= 0x3f;
        return KeyPair.of(new PrivateKey(KeyType.BLS, secret));
    }

    private BlockHeader block(Address miner, long height, int variant, BlockHeader... parents) {
        BlockHeader[] on = parents.length == 0 ? new BlockHeader[] {genesis} : parents;
        io.fondaco.model.Cid[] cids = new io.fondaco.model.Cid[on.length];
        for (int i = 0; i < on.length; i++) {
            cids[i] = on[i].cid();
        }
        return new BlockHeader(
                        miner,
                        new Ticket(new byte[] {(byte) variant}),
                        genesis.electionProof(),
                        genesis.beaconEntries(),
                        genesis.winningPoSt(),
                        TipsetKey.of(cids),
                        genesis.parentWeight(),
                        Epoch.of(height),
                        genesis.stateRoot(),
                        genesis.receipts(),
                        genesis.messages(),
                        genesis.blsAggregate(),
                        genesis.timestamp(),
                        Optional.empty(),
                        0,
                        genesis.parentBaseFee())
                .sign(worker.privateKey());
    }

    private Optional<ConsensusFault> proven(BlockHeader a, BlockHeader b, BlockHeader c) {
        return FaultProofs.proven(
                BlockCodec.encode(a),
                BlockCodec.encode(b),
                c == null ? new byte[0] : BlockCodec.encode(c),
                (miner, height) -> worker.address());
    }

    @Test
    public void twoBlocksAtOneHeightAreADoubleFork() {
        Optional<ConsensusFault> fault = proven(block(MINER, 5, 1), block(MINER, 5, 2), null);
        assertThat(fault).contains(new ConsensusFault(MINER, Epoch.of(5), FaultProofs.DOUBLE_FORK));
    }

    @Test
    public void twoBlocksOnTheSameParentsAreATimeOffset() {
        assertThat(proven(block(MINER, 5, 1), block(MINER, 6, 2), null))
                .contains(new ConsensusFault(MINER, Epoch.of(6), FaultProofs.TIME_OFFSET));
    }

    @Test
    public void leavingOutOnesOwnBlockIsGrindingAndNeedsTheWitness() {
        BlockHeader own = block(MINER, 5, 1);
        BlockHeader sibling = block(Address.id(1001), 5, 2);
        BlockHeader next = block(MINER, 6, 3, sibling);
        assertThat(proven(own, next, sibling))
                .contains(new ConsensusFault(MINER, Epoch.of(6), FaultProofs.PARENT_GRINDING));
        assertThat(proven(own, next, null)).isEmpty();
        assertThat(proven(own, block(MINER, 6, 3, sibling, own), sibling)).isEmpty();
    }

    @Test
    public void provesNothingOfOneBlockOfTwoMinersOrTheWrongWayRound() {
        BlockHeader one = block(MINER, 5, 1);
        assertThat(proven(one, one, null)).isEmpty();
        assertThat(proven(one, block(Address.id(1001), 5, 2), null)).isEmpty();
        assertThat(proven(block(MINER, 6, 2), one, null)).isEmpty();
    }

    @Test
    public void provesNothingWithoutTheWorkersSignatures() {
        BlockHeader forged = block(MINER, 5, 2).sign(pair(2).privateKey());
        assertThat(proven(block(MINER, 5, 1), forged, null)).isEmpty();
        assertThat(proven(forged, block(MINER, 5, 1), null)).isEmpty();
        assertThat(FaultProofs.proven(new byte[] {1}, new byte[0], new byte[0], (m, h) -> worker.address()))
                .isEmpty();
    }
}
