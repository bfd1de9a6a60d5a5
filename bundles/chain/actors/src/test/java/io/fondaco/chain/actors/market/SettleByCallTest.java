package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.BOB;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static io.fondaco.chain.actors.market.Fair.PRICE;
import static io.fondaco.chain.actors.market.Fair.PROVIDER_COLLATERAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketParams.Failure;
import io.fondaco.chain.actors.market.MarketParams.Settled;
import io.fondaco.chain.actors.market.MarketParams.Settlement;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import org.junit.Test;

/** On networks where cron does not pay deals, anybody has them paid. */
public class SettleByCallTest {
    private static final TokenAmount FUNDS = TokenAmount.fil("100");

    private final Fair fair =
            new Fair(Fair.POLICY.with(new Policy.Deals(240, 12_000, 240, 256, Policy.Settlement.BY_CALL))).funded();

    private Settled settle(long... deals) {
        return Settled.CODEC.decode(fair.world.ok(
                BOB, MARKET, MarketActor.SETTLE_DEAL_PAYMENTS, MarketParams.SETTLE.encode(BitField.of(deals))));
    }

    @Test
    public void cronPaysNothingAndForgetsNothing() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        fair.goTo(800);
        assertThat(fair.escrow(fair.miner)).isEqualTo(FUNDS);
        assertThat(fair.state().pending().isEmpty()).isTrue();
        assertThat(fair.state().proposals().get(deal)).isPresent();
        Settled settled = settle(deal);
        assertThat(settled.failures()).isEmpty();
        assertThat(settled.settlements()).containsExactly(new Settlement(PRICE.times(500), true));
        assertThat(fair.escrow(fair.miner)).isEqualTo(FUNDS.plus(PRICE.times(500)));
        assertThat(fair.state().balances().totalLocked()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void paysWhatIsDueSinceTheLastCall() {
        long deal = fair.publish(fair.deal(100, 600));
        fair.activate(deal);
        assertThat(settle(deal).settlements()).containsExactly(new Settlement(TokenAmount.ZERO, false));
        assertThat(fair.state().states().get(deal).orElseThrow().isUpdated()).isFalse();
        fair.goTo(150);
        assertThat(settle(deal).settlements()).containsExactly(new Settlement(PRICE.times(50), false));
        assertThat(settle(deal).settlements()).containsExactly(new Settlement(TokenAmount.ZERO, false));
        fair.goTo(300);
        assertThat(settle(deal).settlements()).containsExactly(new Settlement(PRICE.times(150), false));
        fair.goTo(700);
        assertThat(settle(deal).settlements()).containsExactly(new Settlement(PRICE.times(300), true));
        assertThat(fair.escrow(fair.miner)).isEqualTo(FUNDS.plus(PRICE.times(500)));
    }

    @Test
    public void tellsOfDealsThatAreNoMore() {
        long late = fair.publish(fair.deal(100, 600));
        long deal = fair.publish(fair.deal(200, 600));
        fair.goTo(120);
        TokenAmount burnt = fair.world.balance(Singletons.BURNT_FUNDS);
        Settled settled = settle(late, deal, 7);
        assertThat(settled.failures()).containsExactly(new Failure(0, 32), new Failure(2, 32));
        assertThat(settled.settlements()).containsExactly(new Settlement(TokenAmount.ZERO, false));
        assertThat(fair.escrow(fair.miner)).isEqualTo(FUNDS.minus(PROVIDER_COLLATERAL));
        assertThat(fair.world.balance(Singletons.BURNT_FUNDS).minus(burnt)).isGreaterThan(PROVIDER_COLLATERAL);
        fair.goTo(300);
        assertThat(fair.state().proposals().count()).isZero();
        assertThat(fair.escrow(fair.miner)).isEqualTo(FUNDS.minus(PROVIDER_COLLATERAL.times(2)));
    }

    @Test
    public void paysADealAtOnceWhenItsSectorIsTerminated() {
        long deal = fair.publish(fair.deal(100, 600));
        long unstarted = fair.publish(fair.deal(500, 900));
        fair.activate(deal);
        fair.activate(unstarted);
        fair.goTo(300);
        fair.terminate(300, deal, unstarted);
        assertThat(fair.escrow(fair.miner))
                .isEqualTo(FUNDS.plus(PRICE.times(200)).minus(PROVIDER_COLLATERAL.times(2)));
        assertThat(fair.escrow(World.account(ALICE))).isEqualTo(FUNDS.minus(PRICE.times(200)));
        assertThat(fair.state().balances().totalLocked()).isEqualTo(TokenAmount.ZERO);
        assertThat(fair.state().ops().at(Epoch.of(721))).containsExactly(unstarted);
        fair.goTo(721);
        assertThat(fair.state().ops().at(Epoch.of(721))).isEmpty();
    }

    @Test
    public void refusesMoreDealsThanACallCanTake() {
        fair.world.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                BOB,
                MARKET,
                MarketActor.SETTLE_DEAL_PAYMENTS,
                MarketParams.SETTLE.encode(BitField.run(0, 1L << 40)));
        fair.world.fails(
                ExitCode.USR_SERIALIZATION, BOB, MARKET, MarketActor.SETTLE_DEAL_PAYMENTS, new byte[] {0x41, 0x03});
    }
}
