package io.fondaco.chain.node.internal.pool;

import static io.fondaco.chain.node.internal.pool.Ground.GAS;
import static io.fondaco.chain.node.internal.pool.Ground.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** Many messages, and many ways to choose from few. */
public class LargeSelectionTest {
    private static final long BLOCK = 10_000_000_000L;
    private static final TokenAmount RICH = TokenAmount.fil("100");

    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice", KeyType.SECP256K1, RICH);
    private final Address bob = ground.account("bob", KeyType.SECP256K1, RICH);
    private final Address carol = ground.account("carol", KeyType.SECP256K1, RICH);

    /** Against all sets of beginnings of the senders' messages. */
    @Test
    public void comesCloseToTheBestBlockThereIs() {
        Random random = new Random(4);
        double worst = 1;
        double sum = 0;
        int rounds = 200;
        for (int round = 0; round < rounds; round++) {
            List<List<long[]>> queues = new ArrayList<>();
            List<Sender> senders = new ArrayList<>();
            for (Address key : List.of(alice, bob, carol)) {
                Sender sender = new Sender(key);
                List<long[]> queue = new ArrayList<>();
                int count = random.nextInt(6);
                for (int nonce = 0; nonce < count; nonce++) {
                    long premium = random.nextInt(1000);
                    long gas = 200_000_000L + random.nextInt(1_500_000_000);
                    queue.add(new long[] {premium, gas});
                    sender.put(Pending.of(Ground.unchecked(message(key, nonce, premium, 1_000_000, gas)), false));
                }
                queues.add(queue);
                senders.add(sender);
            }
            List<Pending> got = new Selection(Ground.POLICY)
                    .of(senders, key -> Optional.of(ground.accounts.get(key)), TokenAmount.atto(1000), 1);
            double reward = got.stream()
                    .map(Pending::message)
                    .mapToDouble(
                            m -> (double) m.gasLimit() * m.gasPremium().atto().longValueExact())
                    .sum();
            double best = best(queues, 0, BLOCK);
            double share = best == 0 ? 1 : reward / best;
            assertThat(share).isLessThanOrEqualTo(1 + 1e-9);
            worst = Math.min(worst, share);
            sum += share;
        }
        assertThat(sum / rounds).isGreaterThan(0.98);
        assertThat(worst).isGreaterThan(0.75);
    }

    private static double best(List<List<long[]>> queues, int sender, long room) {
        if (sender == queues.size()) {
            return 0;
        }
        double best = best(queues, sender + 1, room);
        long gas = 0;
        double reward = 0;
        for (long[] m : queues.get(sender)) {
            gas += m[1];
            reward += (double) m[0] * m[1];
            if (gas > room) {
                break;
            }
            best = Math.max(best, reward + best(queues, sender + 1, room - gas));
        }
        return best;
    }

    @Test
    public void tenThousandMessagesOfAThousandSendersGiveTheSameBlockInWhateverOrderTheyCame() {
        Random random = new Random(7);
        List<List<SignedMessage>> queues = new ArrayList<>();
        for (int s = 0; s < 1000; s++) {
            byte[] key = new byte[65];
            random.nextBytes(key);
            key[0] = 4;
            Address sender = Address.secp256k1(key);
            ground.accounts.put(sender, new Account(sender, 0, RICH));
            List<SignedMessage> queue = new ArrayList<>();
            for (long nonce = 0; nonce < 10; nonce++) {
                queue.add(Ground.unchecked(
                        message(sender, nonce, random.nextInt(100_000), 1_000_000, GAS + random.nextInt(5_000_000))));
            }
            queues.add(queue);
        }
        List<List<SignedMessage>> blocks = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            Pool pool = ground.start();
            Collections.shuffle(queues, random);
            queues.forEach(
                    queue -> queue.forEach(m -> assertThat(pool.receive(m)).isEqualTo(Verdict.OK)));
            assertThat(pool.pending()).hasSize(10_000);
            for (double quality : new double[] {1, 0.5, 0}) {
                List<SignedMessage> block = ground.pool.select(ground.pool.head(), quality);
                SelectionTest.assertRuns(block, ground);
                long gas = block.stream().mapToLong(m -> m.message().gasLimit()).sum();
                assertThat(gas).isBetween(BLOCK - 2 * GAS, BLOCK);
                blocks.add(block);
            }
        }
        for (int i = 0; i < 3; i++) {
            assertThat(blocks.get(i)).isEqualTo(blocks.get(i + 3));
        }
        if (Boolean.getBoolean("fondaco.long")) {
            for (int i = 0; i < 50; i++) {
                long begin = System.nanoTime();
                ground.pool.select(ground.pool.head(), i % 2 == 0 ? 1 : 0.5);
                System.out.println("select " + (System.nanoTime() - begin) / 1000 + " us");
            }
        }
    }
}
