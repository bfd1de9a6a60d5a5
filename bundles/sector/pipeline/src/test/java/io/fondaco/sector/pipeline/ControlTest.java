package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Included;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.math.BigInteger;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ControlTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;
    private SectorPiece piece;

    @Before
    public void begin() {
        ground = new Ground(temporary.getRoot().toPath());
        long start = ground.epoch() + 14;
        piece = ground.published(1000, start, start + 100);
        ground.add(piece);
        ground.until(4, SectorState.ACTIVE);
        for (int i = 0; i < 60 && ground.sector(4).health() != SectorHealth.PROVEN; i++) {
            ground.net.turn(1);
        }
        assertThat(ground.sector(4).health()).isEqualTo(SectorHealth.PROVEN);
    }

    @After
    public void end() {
        ground.close();
    }

    private BigInteger power() {
        return ground.miner(m -> m.power().raw());
    }

    /** Declares as soon as the sector's deadline allows it. */
    private void declare(Supplier<CompletionStage<Cid>> declaration) {
        for (int i = 0; i < 20; i++) {
            try {
                Cid sent = declaration.get().toCompletableFuture().join();
                Included included = ground.found(sent);
                assertThat(included.receipt().exitCode()).isZero();
                return;
            } catch (CompletionException closed) {
                assertThat(closed).hasMessageContaining("deadline");
                ground.net.turn(1);
            }
        }
        throw new AssertionError("the deadline never allowed it");
    }

    @Test
    public void aDeclaredFaultTakesPowerAndNoCollateral() {
        BigInteger power = power();
        TokenAmount escrow = ground.escrow(ground.miner);
        declare(() -> ground.pipeline.declareFaults(ground.miner, Set.of(4L)));
        assertThat(ground.sector(4).health()).isEqualTo(SectorHealth.FAULTY);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.ACTIVE);
        assertThat(power()).isEqualTo(power.subtract(BigInteger.valueOf(32L << 30)));
        assertThat(ground.escrow(ground.miner)).isGreaterThanOrEqualTo(escrow);
        assertThat(ground.deal(piece.dealId())).get().satisfies(deal -> assertThat(deal.isSlashed())
                .isFalse());
        ground.sound();
        if (ground.sector(4).health() == SectorHealth.FAULTY) {
            declare(() -> ground.pipeline.declareRecovered(ground.miner, Set.of(4L)));
        }
        assertThat(ground.sector(4).health()).isEqualTo(SectorHealth.RECOVERING);
        for (int i = 0; i < 60 && ground.sector(4).health() != SectorHealth.PROVEN; i++) {
            ground.net.turn(1);
        }
        assertThat(power()).isEqualTo(power);
        assertThat(ground.pipeline.unsealed(piece.pieceCid())).isPresent();
        ground.sound();
    }

    @Test
    public void aTerminationTakesTheCollateralRefundsTheClientAndEndsTheSector() {
        TokenAmount provider = ground.escrow(ground.miner);
        TokenAmount client = ground.escrow(ground.client);
        declare(() -> ground.pipeline.terminate(ground.miner, Set.of(4L)));
        ground.net.turn(11);
        assertThat(ground.known(piece.dealId())).isFalse();
        TokenAmount paid = client.minus(ground.escrow(ground.client));
        assertThat(paid).isLessThan(Ground.PRICE.times(50));
        assertThat(ground.escrow(ground.miner)).isEqualTo(provider.plus(paid).minus(Ground.COLLATERAL));
        TokenAmount locked = ground.locked(ground.client);
        assertThat(locked).isEqualTo(TokenAmount.ZERO);
        SectorView ended = ground.sector(4);
        assertThat(ended.state()).isEqualTo(SectorState.ENDED);
        assertThat(ended.trouble()).contains("terminated");
        assertThat(ground.pipeline.unsealed(piece.pieceCid())).isEmpty();
        ground.sound();
    }

    @Test
    public void refusesSectorsThatAreNotOnTheChain() {
        assertThatThrownBy(() -> ground.pipeline
                        .terminate(ground.miner, Set.of(4L, 17L))
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(SectorException.class)
                .hasMessageContaining("17");
    }
}
