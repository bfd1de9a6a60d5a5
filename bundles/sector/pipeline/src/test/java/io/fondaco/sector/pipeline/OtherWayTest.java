package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.Included;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.model.Epoch;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The chain goes another way, and heads come on the node's thread. */
public class OtherWayTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;
    /** The height the pipeline believes the head to have; below 0 for what it really has. */
    private long believed = -1;

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
        return believed < 0 ? ground.net.node().head() : ground.net.node().tipsetAt(Epoch.of(believed));
    }

    /** The chain as it is, but cut off at the head that is believed. */
    @SuppressWarnings("unchecked")
    private FullNode cut() {
        return (FullNode) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FullNode.class}, (self, method, args) -> {
                    if (method.getName().equals("head")) {
                        return head();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(ground.net.node(), args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    if (method.getName().equals("follow")) {
                        told = (Consumer<HeadChange>) args[0];
                    }
                    return method.getName().equals("find")
                            ? ((Optional<Included>) answer)
                                    .filter(m -> !m.height().isAfter(head().height()))
                            : answer;
                });
    }

    private SectorState at(long height) {
        believed = height;
        told.accept(null);
        return ground.sector(4).state();
    }

    @Test
    public void goesBackWithTheChainAndOnAgainWithoutSendingTwice() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.pipeline.close();
        ground.start(cut(), ground.net.node().pool(), ground.store);
        ground.add(piece);
        ground.until(4, SectorState.PRE_COMMITTED);
        long preCommitted = ground.epoch();
        assertThat(at(preCommitted - 1)).isEqualTo(SectorState.PRE_COMMIT_SENT);
        assertThat(at(preCommitted)).isEqualTo(SectorState.PRE_COMMITTED);
        believed = -1;
        ground.until(4, SectorState.ACTIVE);
        long active = ground.epoch();
        assertThat(at(active - 1)).isEqualTo(SectorState.PROVE_COMMIT_SENT);
        assertThat(at(preCommitted - 1)).isEqualTo(SectorState.PRE_COMMIT_SENT);
        assertThat(at(-1)).isEqualTo(SectorState.ACTIVE);
        ground.net.turn(10);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(1);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(1);
        ground.sound();
    }

    /** States of another way of the chain: as high as this one, but with nothing in it after {@code until}. */
    private StateReader empty(Tipset[] until) {
        StateReader real = ground.net.node();
        return new StateReader() {
            @Override
            public Policy policy() {
                return real.policy();
            }

            @Override
            public <T> T read(Function<View, T> reading) {
                return real.read(reading);
            }

            @Override
            public <T> T read(TipsetKey tipset, Function<View, T> reading) {
                if (until[0] == null) {
                    return real.read(tipset, reading);
                }
                Tipset shown = ground.net.node().tipset(tipset).orElseThrow();
                return real.read(
                        until[0].key(),
                        view -> reading.apply(new View(shown, view.tree(), view.policy(), view.calls())));
            }
        };
    }

    @Test
    public void takesASectorBackThatWasGivenUpAndIsActiveAllTheSame() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 14, ground.epoch() + 60);
        ground.pipeline.close();
        Tipset[] until = new Tipset[1];
        ground.start(ground.net.node(), ground.net.node().pool(), empty(until), ground.store, Runnable::run);
        ground.add(piece);
        ground.until(4, SectorState.PROVE_COMMIT_SENT);
        until[0] = ground.net.node().head();
        ground.until(piece.start().number() + 1);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.FAILED);
        assertThat(ground.sector(4).pieces()).isEmpty();
        until[0] = null;
        ground.net.turn(1);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.ACTIVE);
        assertThat(ground.sector(4).pieces()).hasSize(1);
        ground.net.turn(10);
        assertThat(ground.pipeline.unsealed(piece.pieceCid())).isPresent();
    }

    @Test
    public void looksAgainAtASectorOnALostWayHoweverLongItIsActive() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 20, ground.epoch() + 90);
        Tipset before = ground.net.node().head();
        ground.add(piece);
        ground.until(4, SectorState.ACTIVE);
        ground.net.turn(3 * Ground.QUICK.rounds().finality());
        ground.pipeline.close();
        Tipset[] until = {before};
        ground.start(ground.net.node(), ground.net.node().pool(), empty(until), ground.store, Runnable::run);
        ground.net.turn(1);
        assertThat(ground.sector(4).state()).isNotEqualTo(SectorState.ACTIVE);
        until[0] = null;
        ground.net.turn(2);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(1);
    }

    @Test
    public void doesNothingOnTheThreadOfTheNode() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        ground.pipeline.close();
        Deque<Runnable> tasks = new ArrayDeque<>();
        ground.start(ground.net.node(), ground.net.node().pool(), ground.net.node(), ground.store, tasks::add);
        ground.net.turn(5);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PACKING);
        assertThat(tasks).hasSize(1);
        tasks.poll().run();
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PRE_COMMIT_SENT);
    }
}
