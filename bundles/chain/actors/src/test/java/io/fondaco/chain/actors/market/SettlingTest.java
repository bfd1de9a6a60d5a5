package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static io.fondaco.chain.actors.market.Fair.PRICE;
import static io.fondaco.chain.actors.market.Fair.PROVIDER_COLLATERAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

/** Cron pays deals, and ends those that are over. A deal's tick is each 240 epochs. */
public class SettlingTest {
    private static final Address ALICE_ID = World.account(ALICE);
    private static final TokenAmount FUNDS = TokenAmount.fil("100");

    private final Fair fair = new Fair().funded();

    private TokenAmount burnt() {
        return fair.world.balance(Singletons.BURNT_FUNDS);
    }

    private void holds(Address holder, TokenAmount escrow, TokenAmount locked) {
        assertThat(fair.escrow(holder)).isEqualTo(escrow);
        assertThat(fair.locked(holder)).isEqualTo(locked);
    }

    private void isOver(long deal) {
        assertThat(fair.state().proposals().get(deal)).isEmpty();
        assertThat(fair.state().states().get(deal)).isEmpty();
        assertThat(fair.state().balances().totalLocked()).isEqualTo(TokenAmount.ZERO);
        assertThat(fair.state().pending().isEmpty()).isTrue();
        for (Address holder : List.of(ALICE_ID, fair.miner)) {
            assertThat(fair.locked(holder)).isEqualTo(TokenAmount.ZERO);
        }
    }

    @Test
    public void paysADealEachTickUntilItIsOver() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        fair.goTo(239);
        holds(fair.miner, FUNDS, PROVIDER_COLLATERAL);
        assertThat(fair.state().pending().isEmpty()).isFalse();
        fair.goTo(240);
        TokenAmount paid = PRICE.times(140);
        holds(fair.miner, FUNDS.plus(paid), PROVIDER_COLLATERAL);
        holds(ALICE_ID, FUNDS.minus(paid), PRICE.times(360).plus(Fair.CLIENT_COLLATERAL));
        assertThat(fair.state().pending().isEmpty()).isTrue();
        assertThat(fair.state().states().get(deal).orElseThrow().lastUpdated()).isEqualTo(Epoch.of(240));
        assertThat(fair.state().ops().at(Epoch.of(480))).containsExactly(deal);
        fair.goTo(480);
        holds(fair.miner, FUNDS.plus(PRICE.times(380)), PROVIDER_COLLATERAL);
        fair.goTo(719);
        holds(fair.miner, FUNDS.plus(PRICE.times(380)), PROVIDER_COLLATERAL);
        TokenAmount burntBefore = burnt();
        fair.goTo(720);
        holds(fair.miner, FUNDS.plus(PRICE.times(500)), TokenAmount.ZERO);
        holds(ALICE_ID, FUNDS.minus(PRICE.times(500)), TokenAmount.ZERO);
        assertThat(burnt()).isEqualTo(burntBefore);
        isOver(deal);
        assertThat(fair.state().lastCron()).isEqualTo(Epoch.of(720));
    }

    @Test
    public void theProviderWithdrawsWhatItWasPaid() {
        fair.activate(fair.publish(fair.deal(100, 600)));
        fair.goTo(240);
        byte[] params =
                MarketParams.Withdraw.CODEC.encode(new MarketParams.Withdraw(fair.miner, TokenAmount.fil("1000")));
        assertThat(Codec.TOKEN.decode(fair.world.ok(Fair.WORKER, MARKET, MarketActor.WITHDRAW_BALANCE, params)))
                .isEqualTo(FUNDS.plus(PRICE.times(140)).minus(PROVIDER_COLLATERAL));
    }

    @Test
    public void burnsTheCollateralOfAProviderThatSealedADealTooLate() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.goTo(239);
        fair.minerFails(
                ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, MarketActor.ACTIVATE_DEALS, Fair.activation(9999, deal));
        TokenAmount before = burnt();
        fair.goTo(240);
        holds(fair.miner, FUNDS.minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        holds(ALICE_ID, FUNDS, TokenAmount.ZERO);
        assertThat(burnt().minus(before)).isEqualTo(PROVIDER_COLLATERAL);
        isOver(deal);
        fair.minerFails(ExitCode.USR_NOT_FOUND, fair.miner, MarketActor.ACTIVATE_DEALS, Fair.activation(9999, deal));
        fair.terminate(240, deal);
    }

    @Test
    public void paysUpToATerminationAndBurnsTheCollateral() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        fair.goTo(300);
        fair.terminate(300, deal);
        TokenAmount before = burnt();
        fair.goTo(479);
        holds(fair.miner, FUNDS.plus(PRICE.times(140)), PROVIDER_COLLATERAL);
        fair.goTo(480);
        holds(fair.miner, FUNDS.plus(PRICE.times(200)).minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        holds(ALICE_ID, FUNDS.minus(PRICE.times(200)), TokenAmount.ZERO);
        assertThat(burnt().minus(before)).isEqualTo(PROVIDER_COLLATERAL);
        isOver(deal);
    }

    @Test
    public void paysNothingForADealThatIsTerminatedBeforeItStarts() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        fair.goTo(50);
        fair.terminate(50, deal);
        fair.goTo(240);
        holds(fair.miner, FUNDS.minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        holds(ALICE_ID, FUNDS, TokenAmount.ZERO);
        isOver(deal);
    }

    @Test
    public void takesNoPaymentBackWhenATerminationIsToldLate() {
        long deal = fair.publish(fair.deal(100, 600));
        long other = fair.publish(fair.deal(100, 601));
        fair.activate(deal);
        fair.activate(other);
        fair.goTo(245);
        fair.terminate(200, deal);
        fair.goTo(480);
        TokenAmount paid = PRICE.times(140).plus(PRICE.times(141));
        holds(fair.miner, FUNDS.plus(paid).minus(PROVIDER_COLLATERAL), PROVIDER_COLLATERAL);
        holds(ALICE_ID, FUNDS.minus(paid), PRICE.times(360).plus(Fair.CLIENT_COLLATERAL));
        assertThat(fair.state().proposals().get(deal)).isEmpty();
        assertThat(fair.state().proposals().get(other)).isPresent();
    }

    @Test
    public void catchesUpWithEpochsInWhichItWasNotCalled() {
        long deal = fair.publish(fair.deal(100, 600));
        long second = fair.publish(fair.deal(100, 600));
        long never = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        fair.activate(second);
        fair.goTo(99);
        fair.world.at(300);
        fair.cron();
        holds(fair.miner, FUNDS.plus(PRICE.times(400)).minus(PROVIDER_COLLATERAL), PROVIDER_COLLATERAL.times(2));
        assertThat(fair.state().proposals().get(never)).isEmpty();
        assertThat(fair.state().ops().at(Epoch.of(540))).containsExactlyInAnyOrder(deal, second);
        fair.world.at(5000);
        fair.cron();
        holds(fair.miner, FUNDS.plus(PRICE.times(1000)).minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        isOver(deal);
    }

    @Test
    public void paysADealOfNoPriceNothing() {
        long deal = fair.publish(Fair.with(Fair.with(fair.deal(100, 600), 8, TokenAmount.ZERO), 10, TokenAmount.ZERO));
        fair.activate(deal);
        fair.goTo(720);
        holds(fair.miner, FUNDS, TokenAmount.ZERO);
        holds(ALICE_ID, FUNDS, TokenAmount.ZERO);
        isOver(deal);
    }

    @Test
    public void takesADealWhoseFirstTickIsItsStart() {
        long deal = fair.publish(fair.deal(240, 480));
        fair.world.at(240);
        fair.activate(deal);
        fair.cron();
        holds(fair.miner, FUNDS, PROVIDER_COLLATERAL);
        fair.goTo(480);
        holds(fair.miner, FUNDS.plus(PRICE.times(240)), TokenAmount.ZERO);
        isOver(deal);
    }

    @Test
    public void depositsAreTheSameAfterTheStateWasWrittenAndReadAgain() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        fair.goTo(240);
        fair.world.reload();
        fair.goTo(480);
        fair.world.reload();
        assertThat(fair.world.audited().violations()).isEmpty();
        fair.goTo(720);
        holds(fair.miner, FUNDS.plus(PRICE.times(500)), TokenAmount.ZERO);
        isOver(deal);
    }

    @Test
    public void isCalledByCronOnlyAndPaysByCallOnlyWhereThatIsTheRule() {
        fair.world.fails(ExitCode.USR_FORBIDDEN, ALICE, MARKET, MarketActor.CRON_TICK, Codec.NOTHING);
        fair.world.fails(
                ExitCode.USR_UNHANDLED_MESSAGE,
                ALICE,
                MARKET,
                MarketActor.SETTLE_DEAL_PAYMENTS,
                MarketParams.SETTLE.encode(BitField.of(0)));
        fair.world.fails(ExitCode.USR_FORBIDDEN, ALICE, MARKET, 1, Codec.NOTHING);
        fair.world.fails(ExitCode.USR_UNHANDLED_MESSAGE, ALICE, MARKET, 10, Codec.NOTHING);
    }
}
