package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

/** What a verifier of proofs is asked. Whoever proves has to draw the same randomness over the same sectors. */
public class ProofInputsTest {
    private static final Address MARKET = Singletons.STORAGE_MARKET;

    private final MinerWorld m = new MinerWorld();

    private byte[] drawn(RandomnessTag use, Epoch epoch) {
        return m.world.syscalls.randomness(use, epoch, Codec.ADDRESS.encode(m.miner));
    }

    /** A published deal whose piece fills a sector. */
    private long deal(PieceCommitment piece) {
        m.ok(
                MinerActor.CHANGE_WORKER_ADDRESS,
                MinerParams.ChangeWorker.CODEC.encode(
                        new MinerParams.ChangeWorker(m.worker, List.of(World.account(2)))));
        m.world.ok(0, MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(m.miner), TokenAmount.fil("50"));
        m.world.ok(1, MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(World.account(1)), TokenAmount.fil("50"));
        DealProposal deal = new DealProposal(
                piece.toCid(),
                2048,
                false,
                m.world.key(1).address(),
                m.miner,
                DealLabel.ofText("a sector full"),
                Epoch.of(30),
                Epoch.of(630),
                TokenAmount.fil("0.01"),
                TokenAmount.fil("5"),
                TokenAmount.ZERO);
        byte[] bytes = ClientDealProposal.encode(deal);
        byte[] params = new PublishDealsParams(List.of(new ClientDealProposal(
                        deal, bytes, m.world.key(1).sign(bytes).toBytes())))
                .toBytes();
        return MarketParams.Published.CODEC
                .decode(m.world.ok(2, MARKET, MarketActor.PUBLISH_STORAGE_DEALS, params))
                .ids()
                .get(0);
    }

    @Test
    public void aSealIsCheckedWithTheTicketItNamesAndTheChallengeAfterThePreCommit() {
        byte[] root = Multihash.sha256(new byte[] {9}).digest();
        root[31] &= 0x3f;
        PieceCommitment piece = new PieceCommitment(root);
        long deal = deal(piece);
        m.until(3);
        MinerParams.Sector sector = m.sector(1, Epoch.of(1200), deal);
        m.seal(sector);
        assertThat(m.world.syscalls.seals).as("not before the epoch ends").isEmpty();
        m.until(m.world.epoch() + 1);
        assertThat(m.world.syscalls.seals).hasSize(1);
        Syscalls.Seal seal = m.world.syscalls.seals.get(0);
        assertThat(seal.miner()).isEqualTo(m.miner.idNumber());
        assertThat(seal.sector()).isEqualTo(1);
        assertThat(seal.deals()).containsExactly(deal);
        assertThat(seal.sealedCid()).isEqualTo(sector.sealedCid());
        assertThat(seal.unsealedCid()).as("the data of its deals").isEqualTo(piece.toCid());
        assertThat(seal.sealRandomness()).isEqualTo(drawn(RandomnessTag.SEAL, sector.sealEpoch()));
        Epoch challenge = Epoch.of(3 + m.world.policy().sealing().challengeDelay());
        assertThat(seal.interactiveRandomness()).isEqualTo(drawn(RandomnessTag.INTERACTIVE_SEAL, challenge));
    }

    @Test
    public void aWindowPostIsCheckedWithTheChallengeDrawnBeforeItsDeadlineOpened() {
        m.seal(m.sector(1));
        m.until(m.world.epoch() + 1);
        long deadline = m.deadlineOf(1);
        DeadlineInfo open = m.view().nextDeadline(deadline, Epoch.of(m.world.epoch()));
        assertThat(open.open().since(open.challenge()))
                .isEqualTo(m.world.policy().proving().challengeLookback());
        m.proveUntil(open.close().number() + 1);
        assertThat(m.world.syscalls.posts).as("taken unseen").isEmpty();
        m.world.syscalls.postsHold = false;
        m.world.ok(
                2,
                m.miner,
                MinerActor.DISPUTE_WINDOWED_POST,
                MinerParams.Dispute.CODEC.encode(new MinerParams.Dispute(deadline, 0)));
        assertThat(m.world.syscalls.posts).hasSize(1);
        Syscalls.WindowPost post = m.world.syscalls.posts.get(0);
        assertThat(post.miner()).isEqualTo(m.miner.idNumber());
        assertThat(post.randomness()).isEqualTo(drawn(RandomnessTag.WINDOW_POST, open.challenge()));
        SectorInfo sector = m.view().sector(1).orElseThrow();
        assertThat(post.sectors()).containsExactly(new Syscalls.Challenged(sector.sealProof(), 1, sector.sealedCid()));
        assertThat(post.proofs()).hasSize(1);
    }
}
