package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.model.Epoch;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.testing.devnet.Devnet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A node that goes through its chain once more, and one that has another chain. */
public class BehindTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;
    /** How far the node has come again; below 0 once it is up. */
    private long come = -1;

    private Consumer<HeadChange> told;

    @Before
    public void begin() {
        ground = new Ground(temporary.getRoot().toPath());
    }

    @After
    public void end() {
        ground.close();
    }

    private Tipset head() {
        return come < 0 ? ground.net.node().head() : ground.net.node().tipsetAt(Epoch.of(come));
    }

    @SuppressWarnings("unchecked")
    private FullNode syncing() {
        return (FullNode) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FullNode.class}, (self, method, args) -> {
                    if (method.getName().equals("head")) {
                        return head();
                    }
                    if (method.getName().equals("follow")) {
                        told = (Consumer<HeadChange>) args[0];
                    }
                    try {
                        return method.invoke(ground.net.node(), args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private StateReader states() {
        StateReader real = ground.net.node();
        return new StateReader() {
            @Override
            public Policy policy() {
                return real.policy();
            }

            @Override
            public <T> T read(Function<View, T> reading) {
                return real.read(head().key(), reading);
            }

            @Override
            public <T> T read(TipsetKey tipset, Function<View, T> reading) {
                return real.read(tipset, reading);
            }
        };
    }

    private long events() {
        return ground.store.readAll(0, 10_000).size();
    }

    private static void unavailable(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(
                        ChainException.class, e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.UNAVAILABLE))
                .hasMessageContaining("up with the clock");
    }

    @Test
    public void decidesNothingUntilTheNodeIsUpWithTheClock() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 60, ground.epoch() + 90);
        SectorPiece other = ground.published(100, ground.epoch() + 60, ground.epoch() + 90);
        ground.add(piece);
        ground.until(4, SectorState.PRE_COMMITTED);
        long preCommitted = ground.epoch();
        ground.pipeline.close();
        ground.net.turn(12);
        long events = events();
        come = 0;
        ground.start(syncing(), ground.net.node().pool(), states(), ground.store, Runnable::run);
        for (come = 1; come < preCommitted; come++) {
            told.accept(null);
            unavailable(ground.pipeline.add(other));
            unavailable(ground.pipeline.terminate(ground.miner, Set.of(0L)));
        }
        assertThat(events()).isEqualTo(events);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PRE_COMMITTED);
        assertThat(ground.sector(4).pieces()).hasSize(1);
        come = -1;
        told.accept(null);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PROVE_COMMIT_SENT);
        ground.add(other);
        ground.until(4, SectorState.ACTIVE);
        ground.until(5, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(2);
        ground.sound();
    }

    @Test
    public void keepsSectorsOfDifferentChainsApart() {
        ground.add(ground.published(1000, ground.epoch() + 60, ground.epoch() + 90));
        ground.pipeline.close();
        try (Devnet other = new Devnet(2, Ground.QUICK)) {
            assertThat(other.node().network()).isEqualTo(ground.net.node().network());
            assertThat(other.node().genesis().key())
                    .isNotEqualTo(ground.net.node().genesis().key());
            ground.start(other.node(), other.node().pool(), other.node(), ground.store, Runnable::run);
            other.turn(3);
            assertThat(ground.pipeline.packed()).isEmpty();
            ground.pipeline.close();
        }
        ground.start(ground.store);
        ground.until(4, SectorState.ACTIVE);
    }
}
