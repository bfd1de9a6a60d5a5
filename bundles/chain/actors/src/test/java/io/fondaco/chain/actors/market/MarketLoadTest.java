package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.BOB;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketParams.Published;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;

/**
 * Clients and miners do what they may, and some of what they may not, for 2,000 epochs. {@link World} sees that all FIL is
 * still there and no rule is broken after each message; here each holder's money is computed anew from the deals alone,
 * each epoch.
 */
public class MarketLoadTest {
    private static final long EPOCHS = 2000;
    /** The last epoch with new deals: all are over before the end. */
    private static final long LAST_DEALS = 1250;

    private static final long TICK = Fair.POLICY.deals().tick();

    @Test
    public void firstLoad() {
        new Load(1).run();
    }

    @Test
    public void secondLoad() {
        new Load(2).run();
    }

    @Test
    public void thirdLoad() {
        new Load(3).run();
    }

    @Test
    public void fourthLoad() {
        new Load(5).run();
    }

    @Test
    public void fifthLoad() {
        new Load(8).run();
    }

    /** What became of a deal, as far as messages tell. */
    private static final class Known {
        final DealProposal deal;
        final long firstTick;
        boolean activated;
        long activatedAt;
        long slashed = -1;
        long slashTold = -1;

        Known(long id, DealProposal deal) {
            this.deal = deal;
            long tick = deal.start().number();
            while (tick % TICK != id % TICK) {
                tick++;
            }
            this.firstTick = tick;
        }
    }

    /** The money of one deal at an epoch. */
    private record Money(TokenAmount paid, TokenAmount lost, boolean over) {}

    private static final class Load {
        private final Random random;
        private final Fair fair = new Fair();
        private final World world = fair.world;
        /** Deals that are under way. */
        private final Map<Long, Known> deals = new TreeMap<>();

        private final Map<Address, TokenAmount> moved = new HashMap<>();
        private final List<ClientDealProposal> published = new ArrayList<>();
        private TokenAmount lost = TokenAmount.ZERO;
        private int finished;
        private int slashed;
        private int timedOut;

        Load(long seed) {
            random = new Random(seed);
        }

        void run() {
            int[] payers = {ALICE, BOB, Fair.OWNER, Fair.CONTROL};
            for (int i = 0; i < payers.length; i++) {
                add(payers[i], holders().get(i), 150);
            }
            while (world.epoch() < EPOCHS) {
                act();
                fair.cron();
                compare();
                world.at(world.epoch() + 1);
                if (world.epoch() % 500 == 0) {
                    world.reload();
                }
            }
            assertThat(fair.state().proposals().count()).isZero();
            assertThat(fair.state().states().count()).isZero();
            assertThat(fair.state().balances().totalLocked()).isEqualTo(TokenAmount.ZERO);
            assertThat(deals).isEmpty();
            assertThat(world.balance(Singletons.BURNT_FUNDS)).isGreaterThan(lost);
            assertThat(List.of(finished, slashed, timedOut)).allMatch(n -> n >= 5);
        }

        private List<Address> holders() {
            return List.of(World.account(ALICE), World.account(BOB), fair.miner, fair.otherMiner);
        }

        private void act() {
            int what = random.nextInt(100);
            if (what < 8 && world.epoch() <= LAST_DEALS) {
                publish();
            } else if (what < 16) {
                add(
                        random.nextBoolean() ? ALICE : Fair.CONTROL,
                        holders().get(random.nextInt(4)),
                        1 + random.nextInt(2));
            } else if (what < 22) {
                withdraw();
            } else if (what < 42) {
                activate();
            } else if (what < 45) {
                terminate();
            }
        }

        private void add(int from, Address holder, long fil) {
            TokenAmount amount = TokenAmount.fil(Long.toString(fil)).plus(TokenAmount.atto(random.nextInt(1000)));
            fair.add(from, holder, amount);
            moved.merge(holder, amount, TokenAmount::plus);
        }

        private void withdraw() {
            int which = random.nextInt(4);
            Address holder = holders().get(which);
            int by = which == 0 ? ALICE : which == 1 ? BOB : Fair.OWNER;
            TokenAmount asked = TokenAmount.atto(random.nextLong(1L << 60));
            byte[] params = MarketParams.Withdraw.CODEC.encode(new MarketParams.Withdraw(holder, asked));
            TokenAmount got = Codec.TOKEN.decode(world.ok(by, MARKET, MarketActor.WITHDRAW_BALANCE, params));
            TokenAmount free = escrow(holder, world.epoch() - 1).minus(locked(holder, world.epoch() - 1));
            assertThat(got).isEqualTo(asked.min(free));
            moved.merge(holder, got.negate(), TokenAmount::plus);
        }

        private void publish() {
            boolean first = random.nextBoolean();
            Address miner = first ? fair.miner : fair.otherMiner;
            int count = 1 + random.nextInt(3);
            List<ClientDealProposal> offered = new ArrayList<>();
            List<Boolean> good = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int client = random.nextBoolean() ? ALICE : BOB;
                long start = world.epoch() + random.nextInt(60);
                long end = start + 240 + random.nextInt(160);
                DealProposal deal = fair.deal(world.key(client).address(), miner, start, end);
                deal = Fair.with(deal, 8, TokenAmount.atto(random.nextLong(1L << 50)));
                deal = Fair.with(deal, 9, TokenAmount.atto((1L << 58) + random.nextLong(1L << 58)));
                deal = Fair.with(deal, 10, TokenAmount.atto(random.nextLong(1L << 57)));
                boolean forged = random.nextInt(6) == 0;
                offered.add(fair.signed(forged ? ALICE + BOB - client : client, deal));
                good.add(!forged);
            }
            if (!published.isEmpty() && random.nextInt(4) == 0) {
                offered.add(published.get(random.nextInt(published.size())));
                good.add(false);
            }
            send(miner, first ? Fair.WORKER : Fair.OTHER_WORKER, offered, good);
        }

        private void send(Address miner, int worker, List<ClientDealProposal> offered, List<Boolean> good) {
            Applied applied = world.send(
                    worker,
                    MARKET,
                    MarketActor.PUBLISH_STORAGE_DEALS,
                    Fair.params(offered.toArray(ClientDealProposal[]::new)),
                    TokenAmount.ZERO);
            if (!good.contains(true)) {
                assertThat(applied.receipt().exitCode()).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
                return;
            }
            assertThat(applied.failure()).isEmpty();
            Published result = Published.CODEC.decode(applied.receipt().returned());
            int next = 0;
            for (int i = 0; i < offered.size(); i++) {
                assertThat(result.accepted().contains(i))
                        .as("deal %s of %s: %s", i, good, applied.notes())
                        .isEqualTo(good.get(i));
                if (good.get(i)) {
                    DealProposal deal = offered.get(i).proposal();
                    Address client = world.tree().resolve(deal.client()).orElseThrow();
                    long id = result.ids().get(next++);
                    assertThat(deals.put(id, new Known(id, deal.between(client, miner))))
                            .isNull();
                    published.add(offered.get(i));
                }
            }
        }

        private void activate() {
            boolean patient = random.nextInt(8) > 0;
            List<Long> waiting = deals.entrySet().stream()
                    .filter(e -> !e.getValue().activated
                            && e.getValue().firstTick >= world.epoch()
                            && (!patient || e.getValue().deal.start().number() >= world.epoch()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (waiting.isEmpty()) {
                return;
            }
            long chosen = waiting.get(random.nextInt(waiting.size()));
            Address miner = deals.get(chosen).deal.provider();
            List<Long> sector = waiting.stream()
                    .filter(id -> id == chosen || deals.get(id).deal.provider().equals(miner) && random.nextInt(3) == 0)
                    .toList();
            boolean late =
                    sector.stream().anyMatch(id -> deals.get(id).deal.start().number() < world.epoch());
            byte[] params = Fair.activation(EPOCHS, sector.toArray(Long[]::new));
            if (late) {
                fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, miner, MarketActor.ACTIVATE_DEALS, params);
                return;
            }
            fair.fromMiner(miner, MarketActor.ACTIVATE_DEALS, params);
            sector.forEach(id -> {
                deals.get(id).activated = true;
                deals.get(id).activatedAt = world.epoch();
            });
        }

        private void terminate() {
            List<Long> active = deals.entrySet().stream()
                    .filter(e -> e.getValue().activated
                            && e.getValue().slashed < 0
                            && !money(e.getValue(), world.epoch() - 1).over())
                    .map(Map.Entry::getKey)
                    .toList();
            if (active.isEmpty()) {
                return;
            }
            long id = active.get(random.nextInt(active.size()));
            Known known = deals.get(id);
            long epoch = Math.max(known.activatedAt, world.epoch() - random.nextInt(30));
            fair.fromMiner(known.deal.provider(), MarketActor.ON_MINER_SECTORS_TERMINATE, Fair.termination(epoch, id));
            if (epoch < known.deal.end().number()) {
                known.slashed = epoch;
                known.slashTold = world.epoch();
            }
        }

        /** What a deal has cost and brought by the end of an epoch. */
        private static Money money(Known known, long now) {
            DealProposal deal = known.deal;
            long start = deal.start().number();
            long end = deal.end().number();
            long paidUntil = start;
            for (long tick = known.firstTick; tick <= now; tick += TICK) {
                if (!known.activated) {
                    return new Money(TokenAmount.ZERO, deal.providerCollateral(), true);
                }
                if (known.slashed >= 0 && known.slashTold <= tick) {
                    return new Money(
                            deal.pricePerEpoch().times(Math.max(paidUntil, known.slashed) - start),
                            deal.providerCollateral(),
                            true);
                }
                paidUntil = Math.min(tick, end);
                if (tick >= end) {
                    return new Money(deal.pricePerEpoch().times(end - start), TokenAmount.ZERO, true);
                }
            }
            return new Money(deal.pricePerEpoch().times(paidUntil - start), TokenAmount.ZERO, false);
        }

        private TokenAmount escrow(Address holder, long now) {
            TokenAmount sum = moved.getOrDefault(holder, TokenAmount.ZERO);
            for (Known known : deals.values()) {
                Money money = money(known, now);
                if (known.deal.client().equals(holder)) {
                    sum = sum.minus(money.paid());
                } else if (known.deal.provider().equals(holder)) {
                    sum = sum.plus(money.paid()).minus(money.lost());
                }
            }
            return sum;
        }

        private TokenAmount locked(Address holder, long now) {
            TokenAmount sum = TokenAmount.ZERO;
            for (Known known : deals.values()) {
                Money money = money(known, now);
                if (money.over()) {
                    continue;
                }
                if (known.deal.client().equals(holder)) {
                    sum = sum.plus(known.deal.clientRequirement()).minus(money.paid());
                } else if (known.deal.provider().equals(holder)) {
                    sum = sum.plus(known.deal.providerCollateral());
                }
            }
            return sum;
        }

        private void compare() {
            long now = world.epoch();
            for (Address holder : holders()) {
                assertThat(fair.escrow(holder))
                        .as("escrow of %s at %s", holder, now)
                        .isEqualTo(escrow(holder, now));
                assertThat(fair.locked(holder))
                        .as("locked of %s at %s", holder, now)
                        .isEqualTo(locked(holder, now));
            }
            TokenAmount sum = holders().stream().map(h -> escrow(h, now)).reduce(TokenAmount.ZERO, TokenAmount::plus);
            assertThat(world.balance(MARKET)).isEqualTo(sum);
            deals.entrySet().removeIf(e -> isOver(e.getKey(), e.getValue(), money(e.getValue(), now)));
        }

        private boolean isOver(long id, Known known, Money money) {
            assertThat(fair.state().proposals().get(id).isEmpty()).isEqualTo(money.over());
            if (money.over()) {
                moved.merge(known.deal.client(), money.paid().negate(), TokenAmount::plus);
                moved.merge(known.deal.provider(), money.paid().minus(money.lost()), TokenAmount::plus);
                lost = lost.plus(money.lost());
                if (money.lost().isZero()) {
                    assertThat(money.paid()).isEqualTo(known.deal.totalPrice());
                    finished++;
                } else if (known.activated) {
                    slashed++;
                } else {
                    timedOut++;
                }
            }
            return money.over();
        }
    }
}
