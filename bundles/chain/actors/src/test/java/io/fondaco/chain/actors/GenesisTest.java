package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.init.InitState;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

/** A network begins the same wherever it begins. */
public class GenesisTest {
    private static final Address ALICE = World.key("alice").address();
    private static final Address BOB = World.key("bob").address();

    private static Genesis genesis(String... fil) {
        return new Genesis(
                "devnet",
                Instant.EPOCH,
                Policy.DEVNET_UNPROVEN,
                List.of(
                        new Genesis.Account(ALICE, TokenAmount.fil(fil[0])),
                        new Genesis.Account(BOB, TokenAmount.fil(fil[1]))));
    }

    private static StateTree build(Genesis genesis) {
        StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(8));
        genesis.build(tree);
        return tree;
    }

    @Test
    public void givesAccountsWhatTheyGetAndRewardTheRest() {
        StateTree tree = build(genesis("5", "7"));
        assertThat(tree.resolve(ALICE)).contains(Address.id(100));
        assertThat(tree.actor(BOB).orElseThrow().balance()).isEqualTo(TokenAmount.fil("7"));
        assertThat(tree.actor(Singletons.REWARD).orElseThrow().balance()).isEqualTo(TokenAmount.fil("1999999988"));
        assertThat(SupplyInvariants.sum(tree)).isEqualTo(TokenAmount.fil("2000000000"));
        assertThat(tree.state(Singletons.INIT, InitState.class).orElseThrow().networkName())
                .isEqualTo("devnet");
        assertThat(tree.state(Singletons.INIT, InitState.class).orElseThrow().nextId())
                .isEqualTo(102);
        Audit audit = Audit.of(tree, Policy.DEVNET_UNPROVEN, Epoch.of(0), Builtin.invariants());
        assertThat(audit.violations()).isEmpty();
        assertThat(audit.clean()).isTrue();
        assertThat(audit.checked()).isGreaterThan(30);
        assertThat(Machine.circulating(tree, Policy.DEVNET_UNPROVEN)).isEqualTo(TokenAmount.fil("12"));
    }

    @Test
    public void isTheSameEachTime() {
        Cid root = build(genesis("5", "7")).flush();
        assertThat(build(genesis("5", "7")).flush()).isEqualTo(root);
        assertThat(build(genesis("5", "8")).flush()).isNotEqualTo(root);
    }

    @Test
    public void refusesANetworkThatCannotBe() {
        assertThatThrownBy(() -> genesis("2000000000", "1"))
                .hasMessageContaining("accounts are given 2000000001 FIL of");
        assertThatThrownBy(() -> genesis("5", "-7")).hasMessageContaining("a balance of 0 or more");
        assertThatThrownBy(() -> new Genesis.Account(Address.id(1), TokenAmount.ZERO))
                .hasMessageContaining("a key's address");
        Genesis.Account alice = new Genesis.Account(ALICE, TokenAmount.ZERO);
        assertThatThrownBy(() -> new Genesis("devnet", Instant.EPOCH, Policy.DEVNET_UNPROVEN, List.of(alice, alice)))
                .hasMessageContaining("named twice");
        assertThatThrownBy(() -> new Genesis("Dev net", Instant.EPOCH, Policy.DEVNET_UNPROVEN, List.of()))
                .hasMessageContaining("network name \"Dev net\"");
        assertThatThrownBy(() -> new Genesis("devnet", Instant.ofEpochMilli(1), Policy.DEVNET_UNPROVEN, List.of()))
                .hasMessageContaining("not a whole second");
    }

    @Test
    public void theAuditSeesMoneyFromNowhereAndActorsThatInitDoesNotKnow() {
        StateTree tree = build(genesis("5", "7"));
        tree.add(100, TokenAmount.fil("1"));
        tree.create(Address.id(500), ActorCode.ACCOUNT, TokenAmount.ZERO);
        assertThat(Audit.of(tree, Policy.DEVNET_UNPROVEN, Epoch.of(0), Builtin.invariants())
                        .violations())
                .extracting(Object::toString)
                .containsExactly(
                        "f00: all balances make 2000000001 FIL, not 2000000000 FIL",
                        "f0500: has a number that init did not give yet: the next is 102");
    }
}
