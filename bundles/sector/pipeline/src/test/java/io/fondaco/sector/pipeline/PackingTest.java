package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceSize;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PackingTest {

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
    public void putsTwoDealsIntoOneSectorEachAtAMultipleOfItsSize() {
        long start = ground.epoch() + 30;
        SectorPiece small = ground.published(100, start, start + 30);
        SectorPiece large = ground.published(900, start, start + 40);
        assertThat(ground.add(small)).isEqualTo(new SectorPlacement(4, 0, 128));
        assertThat(ground.add(large)).isEqualTo(new SectorPlacement(4, 1024, 1024));
        assertThat(ground.add(small)).isEqualTo(new SectorPlacement(4, 0, 128));
        SectorView active = ground.until(4, SectorState.ACTIVE);
        assertThat(active.pieces()).extracting(SectorView.Piece::offset).containsExactly(0L, 1024L);
        assertThat(ground.deal(small.dealId())).isPresent();
        assertThat(ground.deal(large.dealId())).isPresent();
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR))
                .singleElement()
                .satisfies(m -> {
                    MinerParams.Sector sector =
                            MinerParams.Sector.CODEC.decode(m.message().params());
                    assertThat(sector.deals()).containsExactly(small.dealId(), large.dealId());
                    assertThat(sector.sealedCid().codec()).isEqualTo(Cid.FIL_COMMITMENT_SEALED);
                    assertThat(sector.sealedCid().multihash().code()).isEqualTo(Multihash.POSEIDON_BLS12_381_A2_FC1);
                });
        assertThat(ground.add(small)).isEqualTo(new SectorPlacement(4, 0, 128));
        ground.sound();
    }

    @Test
    public void closesASectorWhenItsFirstDealHasWaitedAndBeginsAnother() {
        long start = ground.epoch() + 40;
        SectorPiece first = ground.published(100, start, start + 30);
        SectorPiece second = ground.published(100, start, start + 30);
        assertThat(ground.add(first).sector()).isEqualTo(4);
        ground.net.turn(Ground.POLICY.packing() - 1);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PACKING);
        ground.net.turn(1);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PRE_COMMIT_SENT);
        assertThat(ground.add(second).sector()).isEqualTo(5);
        ground.until(5, SectorState.ACTIVE);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.ACTIVE);
        assertThat(ground.deal(first.dealId())).isPresent();
        assertThat(ground.deal(second.dealId())).isPresent();
        ground.sound();
    }

    @Test
    public void closesASectorThatIsFullAtOnce() {
        long start = ground.epoch() + 40;
        SectorPiece all = ground.published(new byte[] {1, 2, 3}, PieceSize.ofPadded(32L << 30), start, start + 30);
        ground.add(all);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PRE_COMMIT_SENT);
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.pipeline.unsealed(all.pieceCid())).get().satisfies(copy -> assertThat(copy)
                .hasBinaryContent(new byte[] {1, 2, 3}));
    }

    @Test
    public void closesASectorWhoseFirstDealStartsSoonAtOnce() {
        SectorPiece piece = ground.published(100, ground.epoch() + 9, ground.epoch() + 60);
        ground.add(piece);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PRE_COMMIT_SENT);
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.deal(piece.dealId())).isPresent();
    }

    @Test
    public void keepsAPieceUntilTheLastOfItsDealsIsOver() {
        byte[] payload = {1, 2, 3, 4};
        long start = ground.epoch() + 30;
        SectorPiece first = ground.published(payload, PieceSize.ofPadded(128), start, start + 30);
        SectorPiece second = ground.published(payload, PieceSize.ofPadded(128), start, start + 45);
        assertThat(second.pieceCid()).isEqualTo(first.pieceCid());
        ground.add(first);
        ground.add(second);
        ground.until(start + 30 + 6);
        assertThat(ground.pipeline.unsealed(first.pieceCid())).isPresent();
        assertThat(ground.sector(4).pieces()).extracting(SectorView.Piece::kept).containsExactly(true, true);
        ground.until(start + 45 + 6);
        assertThat(ground.pipeline.unsealed(first.pieceCid())).isEmpty();
        assertThat(ground.sector(4).pieces()).extracting(SectorView.Piece::kept).containsExactly(false, false);
    }

    @Test
    public void showsSectorsThatWereNotPackedHereToo() {
        assertThat(ground.pipeline.of(ground.miner))
                .extracting(SectorView::number)
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(ground.pipeline.packed()).isEmpty();
        ground.add(ground.published(100, ground.epoch() + 30, ground.epoch() + 70));
        List<SectorView> all = ground.pipeline.of(ground.miner);
        assertThat(all).extracting(SectorView::ours).containsExactly(false, false, false, false, true);
        assertThat(all).extracting(SectorView::proof).containsOnly("none");
        assertThat(all.get(0).health()).isEqualTo(SectorHealth.PROVEN);
        assertThat(all.get(4).health()).isEqualTo(SectorHealth.NONE);
        assertThat(ground.pipeline.packed()).containsExactly(all.get(4));
        assertThat(ground.pipeline.sector(ground.miner, 9)).isEmpty();
    }
}
