package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorView;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The process dies at one line, and another one goes on. */
public class KilledTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    /** Where a process dies: from then on nothing it does has an effect. */
    static final class Death {
        private int left;
        boolean dead;

        Death(int left) {
            this.left = left;
        }

        /** Whether this line is the one. */
        boolean now() {
            return !dead && left-- == 0;
        }
    }

    record Dying(Journal real, Death death, boolean after) implements Journal {
        @Override
        public CompletionStage<JournalEntry> append(NewEntry entry) {
            if (death.now()) {
                death.dead = true;
                if (after) {
                    real.append(entry);
                }
            }
            return death.dead
                    ? CompletableFuture.failedFuture(new StoreException("the process is dead", null))
                    : real.append(entry);
        }

        @Override
        public List<JournalEntry> read(String stream, long afterSeq, int limit) {
            if (death.dead) {
                throw new StoreException("the process is dead", null);
            }
            return real.read(stream, afterSeq, limit);
        }

        @Override
        public List<JournalEntry> readAll(long afterPosition, int limit) {
            return real.readAll(afterPosition, limit);
        }
    }

    /** A pool in which a message is lost with its process, or in which the process is lost with the answer. */
    private static MessagePool dying(MessagePool real, Death death, boolean after) {
        return (MessagePool) Proxy.newProxyInstance(
                KilledTest.class.getClassLoader(), new Class<?>[] {MessagePool.class}, (self, method, args) -> {
                    boolean send = method.getName().equals("send") && args[0] instanceof Outgoing;
                    if (send && death.now()) {
                        death.dead = true;
                        if (after) {
                            method.invoke(real, args);
                        }
                    }
                    if (death.dead) {
                        if (send) {
                            return new CompletableFuture<SignedMessage>();
                        }
                        throw new IllegalStateException("the process is dead");
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** Whether the process got to the line it was to die at. */
    private boolean lives(Death death, boolean inJournal, boolean after) throws Exception {
        try (Ground ground = new Ground(temporary.newFolder().toPath())) {
            long start = ground.epoch() + 20;
            SectorPiece one = ground.published(1000, start, start + 12);
            SectorPiece two = ground.published(100, start, start + 14);
            ground.pipeline.close();
            MessagePool pool = ground.net.node().pool();
            ground.start(
                    ground.net.node(),
                    inJournal ? pool : dying(pool, death, after),
                    inJournal ? new Dying(ground.store, death, after) : ground.store);
            handOver(ground, one);
            handOver(ground, two);
            long most = start + 22;
            while (!death.dead && ground.epoch() < most) {
                ground.net.turn(1);
            }
            boolean died = death.dead;
            death.dead = true;
            ground.net.turn(1);
            ground.pipeline.close();
            ground.net.restart(0);
            ground.start(ground.store);
            if (ground.epoch() < start) {
                // As whoever brought the pieces does until it is told that they are safe.
                ground.add(one);
                ground.add(two);
                ground.until(start - 1);
                assertThat(ground.deal(one.dealId())).isPresent();
                assertThat(ground.deal(two.dealId())).isPresent();
            }
            ground.until(most);
            List<SectorView> filled = ground.pipeline.packed().stream()
                    .filter(s -> !s.pieces().isEmpty())
                    .toList();
            assertThat(filled)
                    .flatExtracting(SectorView::pieces)
                    .extracting(SectorView.Piece::dealId)
                    .containsExactlyInAnyOrder(one.dealId(), two.dealId());
            assertThat(ground.pipeline.unsealed(one.pieceCid())).isEmpty();
            assertThat(ground.pipeline.unsealed(two.pieceCid())).isEmpty();
            for (long method : new long[] {MinerActor.PRE_COMMIT_SECTOR, MinerActor.PROVE_COMMIT_SECTOR}) {
                assertThat(ground.executed(method)).hasSameSizeAs(filled).allMatch(m -> m.receipt()
                        .ok());
            }
            ground.sound();
            return !died;
        }
    }

    private static void handOver(Ground ground, SectorPiece piece) {
        try {
            ground.pipeline.add(piece).toCompletableFuture().join();
        } catch (CompletionException killed) {
            assertThat(killed).hasMessageContaining("dead");
        }
    }

    /** Every line if there is time, else every second one: what is durable before one line is what was after another. */
    private int everywhere(boolean inJournal, boolean after) throws Exception {
        int each = Boolean.getBoolean("fondaco.long") || !inJournal ? 1 : 2;
        int line = inJournal && after ? each - 1 : 0;
        while (!lives(new Death(line), inJournal, after)) {
            line += each;
        }
        return line;
    }

    @Test
    public void losesAndDoublesNothingWhenItDiesBeforeAnEventIsDurable() throws Exception {
        assertThat(everywhere(true, false)).isGreaterThanOrEqualTo(10);
    }

    @Test
    public void losesAndDoublesNothingWhenItDiesAfterAnEventIsDurable() throws Exception {
        assertThat(everywhere(true, true)).isGreaterThanOrEqualTo(10);
    }

    @Test
    public void losesAndDoublesNothingWhenItDiesBeforeAMessageIsSent() throws Exception {
        assertThat(everywhere(false, false)).isEqualTo(2);
    }

    @Test
    public void losesAndDoublesNothingWhenItDiesBeforeItKnowsThatAMessageIsSent() throws Exception {
        assertThat(everywhere(false, true)).isEqualTo(2);
    }
}
