package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.nio.file.Files;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class WholeLifeTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;

    @Before
    public void begin() {
        ground = new Ground(temporary.getRoot().toPath());
    }

    @After
    public void end() {
        ground.close();
    }

    @Test
    public void aPublishedDealIsPackedCommittedPaidEachTickEndsAndIsPurged() throws Exception {
        long start = ground.epoch() + 30;
        SectorPiece piece = ground.published(1000, start, start + 40);
        TokenAmount before = ground.escrow(ground.client);
        SectorPlacement placement =
                ground.pipeline.add(piece).toCompletableFuture().join();
        assertThat(placement).isEqualTo(new SectorPlacement(4, 0, 1024));
        byte[] payload = Files.readAllBytes(piece.payload());
        Files.delete(piece.payload());
        assertThat(ground.pipeline.unsealed(piece.pieceCid())).get().satisfies(copy -> assertThat(copy)
                .hasBinaryContent(payload));

        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PACKING);
        ground.until(4, SectorState.PRE_COMMITTED);
        TokenAmount deposit = ground.miner(m -> m.preCommit(4).orElseThrow().deposit());
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)
                        .get(0)
                        .message()
                        .value())
                .isGreaterThan(deposit)
                .isLessThan(deposit.times(112).dividedBy(100));
        SectorView active = ground.until(4, SectorState.ACTIVE);
        assertThat(active.proof()).isEqualTo("none");
        assertThat(active.trouble()).isEmpty();
        assertThat(active.expiration()).get().satisfies(e -> assertThat(e.number())
                .isGreaterThanOrEqualTo(start + 40));
        assertThat(ground.deal(piece.dealId())).isPresent();
        ground.sound();

        ground.until(start + 21);
        TokenAmount paid = before.minus(ground.escrow(ground.client));
        assertThat(paid).isGreaterThanOrEqualTo(Ground.PRICE.times(10)).isLessThan(Ground.PRICE.times(40));
        ground.until(start + 40 + Ground.POLICY.confidence() - 1);
        assertThat(ground.pipeline.unsealed(piece.pieceCid())).isPresent();
        ground.net.turn(1);
        assertThat(ground.pipeline.unsealed(piece.pieceCid())).isEmpty();
        ground.until(start + 40 + 12);
        assertThat(ground.known(piece.dealId())).isFalse();
        assertThat(before.minus(ground.escrow(ground.client))).isEqualTo(Ground.PRICE.times(40));
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(1);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(1);
        ground.until(active.expiration().orElseThrow().number() + 40 + 6);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.ENDED);
        assertThat(ground.sector(4).health()).isEqualTo(SectorHealth.NONE);
        ground.sound();
    }
}
