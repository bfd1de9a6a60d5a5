package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Many deals of all sizes, a worker that is poor at times, sectors that are terminated, and a process that dies often. */
public class RandomLifeTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final Map<Long, SectorPiece> pieces = new LinkedHashMap<>();
    /** Deals that were in a proven sector. */
    private final Set<Long> active = new HashSet<>();

    private final Set<Long> terminated = new HashSet<>();
    private static final int MOST_ENDS = 3;
    private int ends;

    @Test
    public void keepsEveryDealInOneSectorWhateverHappens() throws Exception {
        int seeds = Boolean.getBoolean("fondaco.long") ? 40 : 2;
        for (int seed = 0; seed < seeds; seed++) {
            pieces.clear();
            active.clear();
            terminated.clear();
            ends = 0;
            live(new Random(seed), "seed " + seed);
        }
    }

    private void live(Random random, String name) throws Exception {
        try (Ground ground = new Ground(temporary.newFolder().toPath())) {
            for (int round = 0; round < 40; round++) {
                happen(random, ground);
                ground.net.turn(1 + random.nextInt(3));
                look(ground);
            }
            revive(ground);
            give(ground);
            ground.net.turn(3);
            long start = ground.epoch() + 30;
            SectorPiece easy = ground.published(500, start, start + 12);
            pieces.put(easy.dealId(), easy);
            hand(ground, easy);
            ground.until(start);
            look(ground);
            assertThat(active).as(name).contains(easy.dealId());
            long last = pieces.values().stream()
                    .mapToLong(p -> p.end().number())
                    .max()
                    .orElse(0);
            ground.until(last + 12);
            check(ground, name);
        }
    }

    private void happen(Random random, Ground ground) {
        switch (random.nextInt(9)) {
            case 0, 1, 2, 3 -> bring(random, ground);
            case 4 -> {
                ground.pipeline.close();
                ground.start(new KilledTest.Dying(
                        ground.store, new KilledTest.Death(random.nextInt(6)), random.nextBoolean()));
            }
            case 5, 6 -> revive(ground);
            case 7 -> {
                TokenAmount rest = TokenAmount.fil(Integer.toString(20 + random.nextInt(60_000)));
                TokenAmount all = ground.wallet(ground.worker);
                if (all.compareTo(rest) > 0) {
                    pay(ground, ground.worker, ground.net.rich(3), all.minus(rest));
                } else {
                    give(ground);
                }
            }
            default -> terminate(random, ground);
        }
    }

    private static void give(Ground ground) {
        pay(ground, ground.net.rich(3), ground.worker, TokenAmount.fil("300000"));
    }

    private static void pay(Ground ground, Address from, Address to, TokenAmount amount) {
        if (ground.wallet(from).compareTo(amount.plus(TokenAmount.fil("1"))) > 0) {
            ground.net.node().pool().send(Outgoing.transfer(from, to, amount));
        }
    }

    /** Another process takes over, over the store that outlives the one that died. */
    private void revive(Ground ground) {
        ground.pipeline.close();
        ground.start(ground.store);
        // As whoever brought the pieces does until it is told that they are safe.
        List.copyOf(pieces.values()).forEach(piece -> hand(ground, piece));
    }

    private void bring(Random random, Ground ground) {
        if (ground.wallet(ground.worker).compareTo(TokenAmount.fil("10")) < 0) {
            return;
        }
        long start = ground.epoch() + 10 + random.nextInt(40);
        SectorPiece piece = ground.published(1 + random.nextInt(3000), start, start + 12 + random.nextInt(30));
        pieces.put(piece.dealId(), piece);
        hand(ground, piece);
    }

    private static void hand(Ground ground, SectorPiece piece) {
        try {
            ground.pipeline.add(piece).toCompletableFuture().join();
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof SectorException e) {
                assertThat(e.reason()).isIn(SectorException.Reason.TOO_LATE, SectorException.Reason.UNKNOWN_DEAL);
            } else {
                assertThat(refused).hasMessageContaining("dead");
            }
        }
    }

    private void terminate(Random random, Ground ground) {
        List<SectorView> running = ground.pipeline.packed().stream()
                .filter(s -> s.state() == SectorState.ACTIVE && s.deadline().isPresent())
                .toList();
        if (running.isEmpty() || ends++ >= MOST_ENDS) {
            return;
        }
        // A miner that cannot pay the fee owes it, and a network of one that owes something stands still.
        TokenAmount spare = TokenAmount.fil("200000");
        ground.sent(ground.net.node().pool().send(Outgoing.transfer(ground.net.rich(2), ground.miner, spare)));
        SectorView one = running.get(random.nextInt(running.size()));
        try {
            ground.pipeline
                    .terminate(ground.miner, Set.of(one.number()))
                    .toCompletableFuture()
                    .join();
            one.pieces().forEach(p -> terminated.add(p.dealId()));
        } catch (CompletionException refused) {
            // Its deadline is open, or the worker has nothing for gas.
            assertThat(refused).hasMessageMatching("(?s).*(deadline|insufficient|holds|has).*");
        }
    }

    private void look(Ground ground) {
        pieces.keySet().stream().filter(id -> ground.deal(id).isPresent()).forEach(active::add);
        for (long id : active) {
            SectorPiece piece = pieces.get(id);
            boolean runs = piece.end().number() > ground.epoch() && !terminated.contains(id);
            if (runs && ground.deal(id).isPresent()) {
                assertThat(ground.pipeline.unsealed(piece.pieceCid()))
                        .as("the copy of deal " + id)
                        .isPresent();
            }
        }
        ground.sound();
    }

    private void check(Ground ground, String name) {
        List<Long> placed = new ArrayList<>();
        for (SectorView sector : ground.pipeline.packed()) {
            sector.pieces().forEach(p -> placed.add(p.dealId()));
        }
        assertThat(placed).as(name).doesNotHaveDuplicates();
        assertThat(placed).as(name).containsAll(active);
        pieces.values().forEach(p -> assertThat(ground.pipeline.unsealed(p.pieceCid()))
                .as(name)
                .isEmpty());
        Set<Long> committed = new HashSet<>();
        for (Included m : ground.executed(MinerActor.PRE_COMMIT_SECTOR)) {
            MinerParams.Sector sector =
                    MinerParams.Sector.CODEC.decode(m.message().params());
            if (m.receipt().ok()) {
                assertThat(committed.add(sector.number())).as(name).isTrue();
            }
        }
        assertThat(active).as(name + ": deals that came into sectors").isNotEmpty();
        ground.sound();
    }
}
