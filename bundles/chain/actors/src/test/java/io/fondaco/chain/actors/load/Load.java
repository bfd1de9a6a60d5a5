package io.fondaco.chain.actors.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.message.Message;
import io.fondaco.crypto.KeyPair;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One network under load. Accounts 0 to 2 own a miner each, account 3 acts for all miners, 4 and 5 are clients; all of them
 * move money about.
 */
final class Load {
    static final int ACCOUNTS = 6;
    static final int OPERATOR = 3;

    /** The devnet, but poor: deposits and penalties are what miners of 1,000 FIL can pay. */
    private static final Policy POLICY = Policy.DEVNET_UNPROVEN.with(new Policy.Rewards(
            Policy.Minting.FLAT,
            TokenAmount.fil("0.05"),
            TokenAmount.fil("2000000000"),
            BigInteger.ONE.shiftLeft(40),
            4800,
            60,
            30));

    private static final TokenAmount ENOUGH = TokenAmount.fil("400");

    final Random random;
    final World world = new World(POLICY, ACCOUNTS, Builtin.invariants()).unaudited();
    final List<Miner> miners = new ArrayList<>();
    private final long seed;
    private final Money money;
    private final Deals deals;
    private final Map<Long, Long> codes = new TreeMap<>();
    private final Map<String, Set<Long>> accepted = new HashMap<>();
    private final Set<Long> activated = new HashSet<>();
    private final Set<Long> slashed = new HashSet<>();
    private long rules;

    Load(long seed) {
        this.seed = seed;
        random = new Random(seed);
        // One that is always there, one that is mostly, one that is not.
        for (int percent : new int[] {100, 90, 50}) {
            miners.add(new Miner(this, miners.size(), percent));
        }
        money = new Money(this);
        deals = new Deals(this);
    }

    Cid run(int epochs, int reloadEach) {
        deals.fund();
        for (int i = 1; i <= epochs; i++) {
            if (i % 40 == 0) {
                support();
            }
            for (int n = random.nextInt(3); n > 0; n--) {
                money.act();
            }
            deals.act();
            miners.forEach(Miner::act);
            Miner winner = miners.get(random.nextInt(miners.size()));
            world.machine()
                    .reward(
                            winner.id(),
                            random.nextInt(40) == 0 ? TokenAmount.fil("0.01") : TokenAmount.ZERO,
                            TokenAmount.ZERO,
                            1 + random.nextInt(3));
            Applied tick = world.machine().cron();
            assertThat(tick.failure()).isEmpty();
            assertThat(tick.notes()).noneMatch(note -> note.contains("broke down"));
            audit();
            world.at(world.epoch() + 1);
            if (i % reloadEach == 0) {
                world.reload();
            }
        }
        return world.tree().flush();
    }

    /** Nobody stays poor: a load that is refused for want of money tells little. */
    private void support() {
        KeyPair purse = World.key("purse");
        for (int account = 0; account < ACCOUNTS; account++) {
            if (world.balance(World.account(account)).compareTo(ENOUGH) < 0) {
                long nonce = world.tree().actor(purse.address()).orElseThrow().nonce();
                Message gift = new Message(
                        0,
                        World.account(account),
                        purse.address(),
                        nonce,
                        ENOUGH,
                        World.GAS,
                        TokenAmount.atto(100),
                        TokenAmount.ZERO,
                        0,
                        Codec.NOTHING);
                assertThat(world.apply(gift).receipt().exitCode()).isZero();
            }
        }
    }

    private void audit() {
        Audit audit = world.audited();
        assertThat(audit.violations())
                .as("seed %s, epoch %s", seed, world.epoch())
                .isEmpty();
        rules += audit.checked();
        market().states().forEach((deal, state) -> {
            activated.add(deal);
            if (!state.slashed().equals(DealState.UNDEFINED)) {
                slashed.add(deal);
            }
        });
    }

    MarketState market() {
        return world.tree().state(Singletons.STORAGE_MARKET, MarketState.class).orElseThrow();
    }

    TokenAmount some(int most) {
        return TokenAmount.atto(random.nextInt(1_000_000_000))
                .times(1_000_000_000L)
                .times(random.nextInt(most) + 1);
    }

    /** Sends something that may be refused. @param kind of the actor it goes to */
    boolean send(String kind, int from, Address to, long method, byte[] params, TokenAmount value) {
        Applied applied = world.send(from, to, method, params, value);
        long code = applied.receipt().exitCode();
        codes.merge(code, 1L, Long::sum);
        assertThat(applied.notes()).noneMatch(note -> note.contains("broke down"));
        if (code == 0) {
            accepted.computeIfAbsent(kind, k -> new TreeSet<>()).add(method);
        }
        return code == 0;
    }

    void transfer(int from, Address to, TokenAmount value) {
        send("account", from, to, 0, Codec.NOTHING, value);
    }

    Set<Long> codes() {
        return codes.keySet();
    }

    /** Methods that went well, by kind of actor. */
    Map<String, Set<Long>> accepted() {
        return accepted;
    }

    int activated() {
        return activated.size();
    }

    long rules() {
        return rules;
    }

    /** One line for people. */
    String report() {
        long messages = codes.values().stream().mapToLong(Long::longValue).sum();
        return "seed " + seed + ": " + (world.epoch() - 1) + " epochs, " + messages + " messages (by exit code "
                + codes + "), " + deals.published() + " deals published, " + activated.size() + " in sectors, "
                + slashed.size() + " of them slashed, "
                + miners.stream().mapToLong(Miner::sectors).sum()
                + " sectors, " + world.balance(Singletons.BURNT_FUNDS) + " burnt, " + rules
                + " rules looked at, 0 broken";
    }
}
