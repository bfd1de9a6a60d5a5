package io.fondaco.chain.node.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.memory.MemoryVaults;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class ChainEngineTest {
    private final Devnet net = new Devnet(3);
    private final Devnet.Node a = net.node();
    private final Devnet.Node b = net.node();

    /** Lets all miners make their blocks of the next epoch on node {@code at}, and hands them to the others. */
    private List<FullBlock> round(Devnet.Node at, Devnet.Node... others) throws InvalidBlockException {
        Epoch epoch = net.turn(1);
        List<FullBlock> made = new ArrayList<>();
        for (int i = 0; i < net.miners.size(); i++) {
            net.proof(at, i).ifPresent(at.next::add);
        }
        for (int i = 0; i < net.miners.size(); i++) {
            at.block(i, epoch).ifPresent(made::add);
        }
        at.next.clear();
        for (FullBlock block : made) {
            at.engine.take(block);
            for (Devnet.Node other : others) {
                other.engine.take(block);
            }
        }
        return made;
    }

    @Test
    public void twoNodesHaveTheSameGenesisAndGrowTheSameChain() throws Exception {
        assertThat(a.head()).isEqualTo(b.head());
        for (int i = 0; i < 40; i++) {
            round(a, b);
        }
        assertThat(a.head().height().number()).isGreaterThan(30);
        assertThat(b.head()).isEqualTo(a.head());
        assertThat(b.execution().outcome(b.head())).isEqualTo(a.execution().outcome(a.head()));
        Audit audit = Audit.of(
                a.execution().after(a.head()), net.genesis.policy(), a.head().height(), Builtin.invariants());
        assertThat(audit.violations()).isEmpty();
    }

    @Test
    public void executesMessagesOnceWhoeverIncludedThem() throws Exception {
        Address to = net.accounts.get(2).address();
        a.next.add(net.message(0, to, 0, TokenAmount.fil("5")));
        a.next.add(net.message(0, to, 1, TokenAmount.fil("6")));
        while (round(a, b).size() < 2) {
            a.next.add(net.message(0, to, 0, TokenAmount.fil("5")));
            a.next.add(net.message(0, to, 1, TokenAmount.fil("6")));
            if (a.head().height().number() > 0
                    && a.execution()
                                    .after(a.head())
                                    .actor(net.accounts.get(0).address())
                                    .orElseThrow()
                                    .nonce()
                            > 0) {
                break;
            }
        }
        assertThat(a.execution().after(a.head()).actor(to).orElseThrow().balance())
                .isEqualTo(Devnet.FUNDS.plus(TokenAmount.fil("11")));
        assertThat(b.head()).isEqualTo(a.head());
    }

    @Test
    public void startsAgainWhereItEnded() throws Exception {
        Vault vault = new MemoryVaults().open("chain");
        Devnet.Node first = net.node(vault);
        for (int i = 0; i < 10; i++) {
            round(first);
        }
        Devnet.Node second = net.node(vault);
        assertThat(second.head()).isEqualTo(first.head());
        round(second);
        assertThat(second.head().height()).isGreaterThan(first.head().height());
    }

    @Test
    public void theHeavierForkWinsAndRevertsComeBeforeApplies() throws Exception {
        for (int i = 0; i < 5; i++) {
            round(a, b);
        }
        // What a follower knows: each revert takes the last tipset away, each apply puts one on top of what is there.
        List<Tipset> known = new ArrayList<>(List.of(b.head()));
        int[] reverted = {0};
        b.engine.follow(change -> {
            for (Tipset tipset : change.reverted()) {
                assertThat(known.remove(known.size() - 1)).isEqualTo(tipset);
                reverted[0]++;
            }
            for (Tipset tipset : change.applied()) {
                assertThat(tipset.parents())
                        .isEqualTo(known.get(known.size() - 1).key());
                known.add(tipset);
            }
        });
        Epoch epoch = net.turn(1);
        List<FullBlock> forA = new ArrayList<>();
        List<FullBlock> forB = new ArrayList<>();
        for (int e = 0; e < 6; e++) {
            for (int i = 0; i < 3; i++) {
                Devnet.Node at = i < 2 ? a : b;
                Optional<FullBlock> made = at.block(i, epoch);
                if (made.isPresent()) {
                    (at == a ? forA : forB).add(made.get());
                }
            }
            for (FullBlock block : forA) {
                a.engine.take(block);
            }
            for (FullBlock block : forB) {
                b.engine.take(block);
            }
            epoch = net.turn(1);
        }
        assertThat(a.head()).isNotEqualTo(b.head());
        for (FullBlock block : forA) {
            b.engine.take(block);
        }
        for (FullBlock block : forB) {
            a.engine.take(block);
        }
        assertThat(a.head()).isEqualTo(b.head());
        assertThat(known).last().isEqualTo(b.head());
        assertThat(reverted[0]).isPositive();
    }

    /** A vault that dies at some write: nothing of it or of what comes later is kept. */
    private static Vault dyingAt(Vault vault, int write) {
        int[] left = {write};
        return (Vault) Proxy.newProxyInstance(
                Vault.class.getClassLoader(), new Class<?>[] {Vault.class}, (self, method, arguments) -> {
                    if (method.getName().startsWith("write") && left[0]-- <= 0) {
                        throw new StoreException("killed");
                    }
                    return method.invoke(vault, arguments);
                });
    }

    @Test
    public void goesOnFromAWholeHeadWheneverTheProcessEnds() throws Exception {
        Vault vault = new MemoryVaults().open("chain");
        for (int life = 0; life < 14; life++) {
            Devnet.Node dying = net.node(dyingAt(vault, 7 + life));
            assertThatThrownBy(() -> {
                        for (int epoch = 0; epoch < 30; epoch++) {
                            round(dying);
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessage("killed");
            Devnet.Node reborn = net.node(vault);
            assertThat(reborn.execution().after(reborn.head()).flush())
                    .isEqualTo(reborn.execution().outcome(reborn.head()).state());
            Audit audit = Audit.of(
                    reborn.execution().after(reborn.head()),
                    net.genesis.policy(),
                    reborn.head().height(),
                    Builtin.invariants());
            assertThat(audit.violations()).isEmpty();
        }
    }

    @Test
    public void messagesThatNoBlockMayHoldCostTheirPlaceAndNotTheBlock() throws Exception {
        Devnet net = new Devnet(1);
        Devnet.Node node = net.node();
        // A nonce that is not due.
        node.next.add(net.message(0, net.accounts.get(1).address(), 5, TokenAmount.fil("1")));
        for (int i = 0; i < 10; i++) {
            Optional<FullBlock> made = node.block(0, net.turn(1));
            if (made.isPresent()) {
                assertThat(made.get().contents().size()).isZero();
                node.engine.take(made.get());
            }
        }
        assertThat(node.head().height()).isGreaterThan(Epoch.of(5));
    }
}
