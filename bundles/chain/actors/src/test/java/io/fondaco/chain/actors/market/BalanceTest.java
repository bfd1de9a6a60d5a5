package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.BOB;
import static io.fondaco.chain.actors.market.Fair.CONTROL;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static io.fondaco.chain.actors.market.Fair.OWNER;
import static io.fondaco.chain.actors.market.Fair.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketParams.Balance;
import io.fondaco.chain.actors.market.MarketParams.Withdraw;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import org.junit.Test;

/** Money goes into the market and out of it again. */
public class BalanceTest {
    private static final Address ALICE_ID = World.account(ALICE);

    private final Fair fair = new Fair();
    private final World world = fair.world;

    private static TokenAmount fil(String fil) {
        return TokenAmount.fil(fil);
    }

    private TokenAmount withdraw(int from, Address holder, TokenAmount amount) {
        return Codec.TOKEN.decode(world.ok(
                from, MARKET, MarketActor.WITHDRAW_BALANCE, Withdraw.CODEC.encode(new Withdraw(holder, amount))));
    }

    private void withdrawFails(int exitCode, int from, Address holder, TokenAmount amount) {
        world.fails(
                exitCode,
                from,
                MARKET,
                MarketActor.WITHDRAW_BALANCE,
                Withdraw.CODEC.encode(new Withdraw(holder, amount)));
    }

    private void addFails(int exitCode, int from, byte[] params, TokenAmount amount) {
        world.fails(exitCode, from, MARKET, MarketActor.ADD_BALANCE, params, amount);
    }

    @Test
    public void addsWhatIsSentToTheEscrowOfTheAddressNamed() {
        fair.add(ALICE, ALICE_ID, fil("3"));
        fair.add(BOB, world.key(ALICE).address(), fil("4"));
        assertThat(fair.escrow(ALICE_ID)).isEqualTo(fil("7"));
        assertThat(fair.escrow(World.account(BOB))).isEqualTo(TokenAmount.ZERO);
        assertThat(world.balance(MARKET)).isEqualTo(fil("7"));
    }

    @Test
    public void keepsAMinersMoneyUnderTheMiner() {
        fair.add(BOB, fair.miner, fil("3"));
        assertThat(fair.escrow(fair.miner)).isEqualTo(fil("3"));
        assertThat(fair.escrow(World.account(OWNER))).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void refusesToAddNothing() {
        addFails(ExitCode.USR_ILLEGAL_ARGUMENT, ALICE, Codec.ADDRESS.encode(ALICE_ID), TokenAmount.ZERO);
    }

    @Test
    public void refusesToAddForSomebodyWhoIsNotThere() {
        addFails(ExitCode.USR_ILLEGAL_ARGUMENT, ALICE, Codec.ADDRESS.encode(Address.id(9999)), fil("1"));
        addFails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                ALICE,
                Codec.ADDRESS.encode(World.key("nobody").address()),
                fil("1"));
    }

    @Test
    public void takesMoneyFromAccountsAndMultisigsOnly() {
        byte[] relay = Puppet.Relay.CODEC.encode(
                new Puppet.Relay(MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(ALICE_ID), fil("1")));
        world.fails(ExitCode.USR_FORBIDDEN, ALICE, fair.miner, Puppet.RELAY, relay, fil("1"));
    }

    @Test
    public void refusesParametersThatAreNoAddress() {
        addFails(ExitCode.USR_SERIALIZATION, ALICE, new byte[] {1}, fil("1"));
        world.fails(ExitCode.USR_SERIALIZATION, ALICE, MARKET, MarketActor.WITHDRAW_BALANCE, new byte[] {1});
        world.fails(ExitCode.USR_SERIALIZATION, ALICE, MARKET, MarketActor.GET_BALANCE, Codec.NOTHING);
    }

    @Test
    public void paysAClientBackWhatItAsksFor() {
        fair.add(BOB, ALICE_ID, fil("3"));
        TokenAmount before = world.balance(MARKET);
        assertThat(withdraw(ALICE, ALICE_ID, fil("1"))).isEqualTo(fil("1"));
        assertThat(fair.escrow(ALICE_ID)).isEqualTo(fil("2"));
        assertThat(world.balance(MARKET)).isEqualTo(before.minus(fil("1")));
        assertThat(withdraw(ALICE, ALICE_ID, fil("1000"))).isEqualTo(fil("2"));
        assertThat(withdraw(ALICE, ALICE_ID, fil("1"))).isEqualTo(TokenAmount.ZERO);
        assertThat(fair.state().balances().escrow().contains(ALICE_ID)).isFalse();
    }

    @Test
    public void paysAMinersMoneyToItsOwnerWhenOwnerOrWorkerAsks() {
        fair.add(BOB, fair.miner, fil("30"));
        for (int by : new int[] {OWNER, WORKER}) {
            TokenAmount others = world.balance(World.account(BOB));
            TokenAmount owner = world.balance(World.account(OWNER));
            assertThat(withdraw(by, fair.miner, fil("10"))).isEqualTo(fil("10"));
            TokenAmount gained = world.balance(World.account(OWNER)).minus(owner);
            assertThat(gained).isBetween(fil("9.9"), fil("10"));
            assertThat(world.balance(World.account(BOB))).isEqualTo(others);
        }
        assertThat(world.balance(fair.miner)).isEqualTo(TokenAmount.ZERO);
        assertThat(fair.escrow(fair.miner)).isEqualTo(fil("10"));
    }

    @Test
    public void letsNobodyElseHaveMoneyPaid() {
        fair.add(BOB, fair.miner, fil("3"));
        fair.add(BOB, ALICE_ID, fil("3"));
        withdrawFails(ExitCode.USR_FORBIDDEN, BOB, ALICE_ID, fil("1"));
        withdrawFails(ExitCode.USR_FORBIDDEN, BOB, fair.miner, fil("1"));
        withdrawFails(ExitCode.USR_FORBIDDEN, CONTROL, fair.miner, fil("1"));
    }

    @Test
    public void refusesToPayLessThanNothing() {
        fair.add(BOB, ALICE_ID, fil("3"));
        withdrawFails(ExitCode.USR_ILLEGAL_ARGUMENT, ALICE, ALICE_ID, TokenAmount.atto(-1));
        withdrawFails(ExitCode.USR_ILLEGAL_ARGUMENT, ALICE, Address.id(9999), fil("1"));
    }

    @Test
    public void neverPaysWhatIsLocked() {
        fair.funded();
        long deal = fair.publish(fair.deal(10, 260));
        TokenAmount locked = fair.locked(ALICE_ID);
        assertThat(locked).isEqualTo(fil("3.5"));
        assertThat(withdraw(ALICE, ALICE_ID, fil("1000"))).isEqualTo(fil("96.5"));
        assertThat(fair.escrow(ALICE_ID)).isEqualTo(locked);
        assertThat(fair.state().proposals().get(deal)).isPresent();
    }

    @Test
    public void tellsWhatIsThereAndWhatOfItIsLocked() {
        fair.funded().publish(fair.deal(10, 260));
        assertThat(fair.balance(world.key(ALICE).address())).isEqualTo(new Balance(fil("100"), fil("3.5")));
        assertThat(fair.balance(fair.miner)).isEqualTo(new Balance(fil("100"), fil("5")));
        assertThat(fair.balance(Address.id(9999))).isEqualTo(new Balance(TokenAmount.ZERO, TokenAmount.ZERO));
        world.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                ALICE,
                MARKET,
                MarketActor.GET_BALANCE,
                Codec.ADDRESS.encode(World.key("nobody").address()));
    }
}
