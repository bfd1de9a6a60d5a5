package io.fondaco.chain.node.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.MemoryOutbox.Died;
import io.fondaco.chain.node.internal.pool.MemoryOutbox.Trouble;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** Random sequences of all that can happen to a pool, against what must hold whatever happens. */
public class PoolModelTest {
    private static final int STEPS = Boolean.getBoolean("fondaco.long") ? 50_000 : 2_500;

    private record Block(BlockContents contents, Map<Address, Account> before, long epochBefore) {}

    private final class Run {
        final Random random;
        final Ground ground = new Ground();
        final List<Address> ours = new ArrayList<>();
        final List<Address> theirs = new ArrayList<>();
        final Deque<Block> chain = new ArrayDeque<>();
        final Map<String, Set<Cid>> answers = new HashMap<>();
        final Map<Cid, SignedMessage> sent = new LinkedHashMap<>();
        Pool pool;
        int keys;

        Run(long seed) {
            random = new Random(seed);
            ground.limits = new Limits(4, 12, 1000, 40, 125, 5, 6, 125, TokenAmount.atto(1000), 5000);
            for (int i = 0; i < 6; i++) {
                Address key = ground.account("account " + seed + " " + i);
                ground.balance(key, TokenAmount.atto(20_000_000_000L * 40));
                (i < 2 ? ours : theirs).add(key);
            }
            restart();
        }

        void restart() {
            ground.outbox.trouble(step -> Trouble.NONE);
            // Signatures are not what is tested; made up ones pass for good.
            pool = new Pool(
                    Ground.POLICY,
                    ground.limits,
                    ground.head(),
                    ground.signatures,
                    (key, bytes) -> Ground.UNCHECKED,
                    ground.outbox,
                    m -> sent.put(m.cid(), m));
            ground.pool = pool;
        }

        <T> T pick(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        void step() {
            boolean trouble = random.nextInt(20) == 0;
            Trouble which = Trouble.values()[random.nextInt(5)];
            int at = random.nextInt(3);
            ground.outbox.trouble(step -> trouble && step == at ? which : Trouble.NONE);
            try {
                act();
            } catch (Died died) {
                restart();
            } catch (ChainException refused) {
                assertThat(refused.reason())
                        .isIn(
                                ChainException.Reason.INSUFFICIENT_FUNDS,
                                ChainException.Reason.REFUSED,
                                ChainException.Reason.UNAVAILABLE);
            } catch (IllegalStateException failed) {
                assertThat(failed).hasMessageStartingWith("disk");
            }
            ground.outbox.trouble(step -> Trouble.NONE);
            check();
        }

        void act() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> remote(pick(theirs));
                case 4 -> remote(pick(ours));
                case 5, 6 -> send();
                case 7 ->
                    pool.pending().stream()
                            .filter(m -> sent.containsKey(m.cid()))
                            .skip(random.nextInt(3))
                            .findFirst()
                            .ifPresent(m -> pool.replace(m.cid(), Optional.empty()));
                case 8 -> apply(pool.select(pool.head(), random.nextDouble()));
                case 9 -> apply(foreign());
                case 10 -> reorganise();
                default -> {
                    if (random.nextInt(3) == 0) {
                        restart();
                    } else {
                        ground.baseFee = 500 + random.nextInt(1500);
                        apply(List.of());
                    }
                }
            }
        }

        void remote(Address from) {
            long nonce = ground.accounts.get(from).nonce() + random.nextInt(10) - 1;
            if (nonce >= 0) {
                pool.receive(Ground.unchecked(
                        Ground.message(from, nonce, random.nextInt(2000), 2000 + random.nextInt(10_000), Ground.GAS)));
            }
        }

        void send() {
            String key = "key " + (random.nextBoolean() || keys == 0 ? keys++ : random.nextInt(keys));
            SignedMessage answer =
                    pool.send(Outgoing.call(pick(ours), Ground.ANYONE, TokenAmount.atto(keys), 3, new byte[0], key));
            answers.computeIfAbsent(key, k -> new HashSet<>()).add(answer.cid());
        }

        /** Messages the next account nonces could have, made elsewhere. */
        List<SignedMessage> foreign() {
            Address from = pick(theirs);
            return List.of(Ground.unchecked(
                    Ground.message(from, ground.accounts.get(from).nonce(), random.nextInt(2000))));
        }

        Block include(List<SignedMessage> messages) {
            Map<Address, Account> before = Map.copyOf(ground.accounts);
            long epoch = ground.epoch;
            Block block = new Block(ground.include(messages), before, epoch);
            chain.push(block);
            return block;
        }

        void apply(List<SignedMessage> messages) {
            List<SignedMessage> some = messages.subList(0, Math.min(messages.size(), random.nextInt(12)));
            Block block = include(some);
            int times = 1 + random.nextInt(2);
            for (int i = 0; i < times; i++) {
                pool.headChanged(ground.head(), List.of(), List.of(block.contents()));
            }
        }

        void reorganise() {
            List<BlockContents> reverted = new ArrayList<>();
            int depth = random.nextInt(5);
            while (depth-- > 0 && !chain.isEmpty()) {
                Block block = chain.pop();
                reverted.add(block.contents());
                ground.accounts.putAll(block.before());
                ground.epoch = block.epochBefore();
            }
            List<SignedMessage> again = new ArrayList<>();
            for (int i = reverted.size() - 1; i >= 0; i--) {
                reverted.get(i).secp().stream()
                        .filter(m -> random.nextInt(4) > 0)
                        .forEach(again::add);
            }
            List<SignedMessage> valid = new ArrayList<>();
            Map<Address, Long> nonces = new HashMap<>();
            for (SignedMessage m : again) {
                Address from = m.message().from();
                if (nonces.getOrDefault(from, ground.accounts.get(from).nonce())
                        == m.message().nonce()) {
                    nonces.put(from, m.message().nonce() + 1);
                    valid.add(m);
                }
            }
            Block block = include(valid);
            pool.headChanged(ground.head(), reverted, List.of(block.contents()));
            Set<Cid> here = cids(pool.pending());
            Set<Cid> there = cids(block.contents().secp());
            for (BlockContents left : reverted) {
                for (SignedMessage m : left.secp()) {
                    Message lost = m.message();
                    boolean due =
                            lost.nonce() >= ground.accounts.get(lost.from()).nonce();
                    if (due && ours.contains(lost.from())) {
                        assertThat(pool.pending())
                                .anyMatch(p -> p.message().from().equals(lost.from())
                                        && p.message().nonce() == lost.nonce());
                    } else if (due && pool.pending().size() < 30) {
                        assertThat(here.contains(m.cid()) || outbid(lost)).isTrue();
                    }
                    assertThat(here.contains(m.cid()) && there.contains(m.cid()))
                            .isFalse();
                }
            }
        }

        boolean outbid(Message lost) {
            return pool.pending().stream()
                    .map(SignedMessage::message)
                    .anyMatch(m -> m.from().equals(lost.from())
                            && m.nonce() == lost.nonce()
                            && m.gasPremium().compareTo(lost.gasPremium()) >= 0);
        }

        Set<Cid> cids(List<SignedMessage> messages) {
            Set<Cid> cids = new HashSet<>();
            messages.forEach(m -> cids.add(m.cid()));
            return cids;
        }

        void check() {
            List<SignedMessage> pending = pool.pending();
            Set<String> slots = new HashSet<>();
            int remote = 0;
            for (SignedMessage signed : pending) {
                Message m = signed.message();
                assertThat(slots.add(m.from() + " " + m.nonce())).isTrue();
                assertThat(m.nonce())
                        .isGreaterThanOrEqualTo(ground.accounts.get(m.from()).nonce());
                assertThat(pool.find(signed.cid())).contains(signed);
                remote += theirs.contains(m.from()) ? 1 : 0;
            }
            assertThat(remote).isLessThanOrEqualTo(ground.limits.total());
            for (double quality : new double[] {1, 0.5}) {
                SelectionTest.assertRuns(pool.select(pool.head(), quality), ground);
            }
            // What anybody saw of ours is kept, and does one thing for a nonce.
            Map<String, Message> meant = new HashMap<>();
            for (SignedMessage signed : sent.values()) {
                Message m = signed.message();
                assertThat(ground.outbox.find(signed.cid())).isPresent();
                Message there = meant.putIfAbsent(m.from() + " " + m.nonce(), m);
                assertThat(there == null || Syntax.sameButForGas(there, m)).isTrue();
                boolean due = m.nonce() >= ground.accounts.get(m.from()).nonce();
                assertThat(!due || slots.contains(m.from() + " " + m.nonce())).isTrue();
            }
            // All answers for a key do the same under one nonce.
            answers.values().forEach(cids -> {
                Message first = null;
                for (Cid cid : cids) {
                    Message m = ground.outbox.find(cid).orElseThrow().message().message();
                    assertThat(first == null || Syntax.sameButForGas(first, m)).isTrue();
                    first = m;
                }
            });
        }
    }

    @Test
    public void holdsWhateverHappens() {
        for (long seed = 1; seed <= 4; seed++) {
            Run run = new Run(seed);
            for (int step = 0; step < STEPS / 4; step++) {
                try {
                    run.step();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
                }
            }
            assertThat(run.sent).hasSizeGreaterThan(20);
            assertThat(run.chain.size()).isGreaterThan(50);
        }
    }
}
