package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.Included;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What happens to the money of a deal when the sector it is in cannot be read, is given up, or never comes. */
public class LostSectorTest {
    /** What the gas of the messages of some epochs burns at most; a minimum base fee makes it next to nothing. */
    private static final TokenAmount GAS = TokenAmount.fil("0.0001");

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Trade trade;
    private Town town;

    @Before
    public void open() {
        trade = new Trade(temporary.getRoot().toPath());
        town = trade.town;
    }

    @After
    public void close() {
        trade.close();
    }

    private static EscrowBalance holds(TokenAmount escrow, TokenAmount locked) {
        return new EscrowBalance(escrow, locked, TokenAmount.ZERO);
    }

    private EscrowBalance clients() {
        return town.chain.escrow(trade.client);
    }

    private EscrowBalance providers() {
        return town.chain.escrow(trade.miner);
    }

    private TokenAmount burnt() {
        return town.onChain(Singletons.BURNT_FUNDS);
    }

    private BigInteger power() {
        return trade.miner(m -> m.power().raw());
    }

    private long sectorOf(long deal) {
        return town.chain.deal(deal).orElseThrow().sector().orElseThrow();
    }

    /** How far the deal was paid, by what its provider has above the collateral. */
    private TokenAmount paid() {
        return providers().escrow().minus(Trade.PROVIDER_COLLATERAL);
    }

    @Test
    public void aDeclaredFaultTakesPowerAndNoMoneyOfTheDeal() {
        ClientDealProposal deal = trade.proposal(60, 90);
        long id = trade.proven(deal);
        long sector = sectorOf(id);
        trade.until(deal.proposal().start().number() + 5);
        BigInteger before = power();
        DealState state = trade.state(id).orElseThrow();
        EscrowBalance client = clients();
        EscrowBalance provider = providers();
        TokenAmount burnt = burnt();
        TokenAmount funds = trade.miner(MinerView::balance);

        Included declared = trade.declared(() -> trade.pipeline.declareFaults(trade.miner, Set.of(sector)));

        assertThat(trade.sector(sector).health()).isEqualTo(SectorHealth.FAULTY);
        assertThat(power()).isEqualTo(before.subtract(BigInteger.valueOf(Trade.SECTOR_SIZE)));
        assertThat(burnt().minus(burnt)).isLessThan(GAS);
        assertThat(trade.<TokenAmount>miner(MinerView::balance)).isGreaterThanOrEqualTo(funds);
        assertThat(trade.state(id).orElseThrow().isSlashed()).isFalse();
        assertThat(providers().locked()).isEqualTo(provider.locked()).isEqualTo(Trade.PROVIDER_COLLATERAL);
        TokenAmount moved = client.escrow().minus(clients().escrow());
        assertThat(providers().escrow()).isEqualTo(provider.escrow().plus(moved));
        assertThat(clients().locked()).isEqualTo(client.locked().minus(moved));

        // Still faulty or not, the deal is paid at its ticks.
        TokenAmount paid = paid();
        trade.until(declared.height().number() + Trade.QUICK.deals().tick());
        assertThat(paid()).isEqualTo(paid.plus(Trade.PRICE.times(10)));
        assertThat(trade.state(id).orElseThrow().sectorStart()).isEqualTo(state.sectorStart());

        // Declared recovered, its power returns with the next window PoSt and not before.
        trade.declared(() -> trade.pipeline.declareRecovered(trade.miner, Set.of(sector)));
        assertThat(trade.sector(sector).health()).isEqualTo(SectorHealth.RECOVERING);
        assertThat(power()).isEqualTo(before.subtract(BigInteger.valueOf(Trade.SECTOR_SIZE)));
        trade.until(sector, s -> s.health() == SectorHealth.PROVEN);
        assertThat(power()).isEqualTo(before);

        trade.until(deal.proposal().end().number() + Trade.QUICK.deals().tick() + 1);
        assertThat(providers())
                .isEqualTo(holds(Trade.PROVIDER_COLLATERAL.plus(Trade.PRICE.times(90)), TokenAmount.ZERO));
        assertThat(clients()).isEqualTo(holds(Trade.CLIENT_COLLATERAL, TokenAmount.ZERO));
    }

    @Test
    public void aTerminationBurnsTheProvidersCollateralAndGivesTheClientBackWhatItHasNotPaid() {
        ClientDealProposal deal = trade.proposal(60, 400);
        long id = trade.proven(deal);
        long sector = sectorOf(id);
        long start = deal.proposal().start().number();
        trade.until(start + 25);
        List<ChainDealEvent> told = new ArrayList<>();
        town.chain.watch(id, told::add);
        BigInteger power = power();
        SectorInfo info = trade.miner(m -> m.sector(sector).orElseThrow());
        TokenAmount burnt = burnt();
        TokenAmount funds = trade.miner(MinerView::balance);

        Included ended = trade.declared(() -> trade.pipeline.terminate(trade.miner, Set.of(sector)));

        Epoch slashed = trade.state(id).orElseThrow().slashed();
        assertThat(slashed).isEqualTo(ended.height());
        // The miner's fee: twenty days of the sector's reward and half of what it earned since it was proven.
        TokenAmount due = info.storagePledge()
                .plus(info.dayReward()
                        .times(slashed.since(info.activation()))
                        .dividedBy(2)
                        .dividedBy(Trade.QUICK.epochsInDay()));
        TokenAmount fee = burnt().minus(burnt);
        assertThat(fee).isGreaterThanOrEqualTo(due).isLessThan(due.plus(GAS));
        assertThat(funds.minus(trade.miner(MinerView::balance))).isLessThanOrEqualTo(fee);
        assertThat(power()).isEqualTo(power.subtract(BigInteger.valueOf(Trade.SECTOR_SIZE)));
        // The deal is marked; its money moves at its next tick.
        assertThat(providers().locked()).isEqualTo(Trade.PROVIDER_COLLATERAL);
        TokenAmount before = burnt();
        for (int i = 0; trade.known(id); i++) {
            assertThat(i).isLessThanOrEqualTo((int) Trade.QUICK.deals().tick());
            before = burnt();
            town.net.turn(1);
        }
        assertThat(burnt().minus(before))
                .isGreaterThanOrEqualTo(Trade.PROVIDER_COLLATERAL)
                .isLessThan(Trade.PROVIDER_COLLATERAL.plus(GAS));
        TokenAmount paid = Trade.PRICE.times(slashed.number() - start);
        assertThat(providers()).isEqualTo(holds(paid, TokenAmount.ZERO));
        assertThat(clients())
                .isEqualTo(holds(deal.proposal().clientRequirement().minus(paid), TokenAmount.ZERO));
        town.net.turn(5);
        assertThat(told).last().isEqualTo(new ChainDealEvent.Slashed(id, slashed));
        assertThat(trade.sector(sector).state()).isEqualTo(SectorState.ENDED);
        trade.settled(town.chain.withdraw(trade.client, trade.client, clients().escrow()));
        assertThat(clients().escrow()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void aDealThatNoSectorTookInTimeCostsTheProviderItsCollateralAndTheClientNothing() {
        ClientDealProposal deal = trade.proposal(20, 40);
        trade.fund(deal);
        long id = trade.published(deal);
        TokenAmount before = burnt();
        trade.until(deal.proposal().start().number() - 1);
        assertThat(providers()).isEqualTo(holds(Trade.PROVIDER_COLLATERAL, Trade.PROVIDER_COLLATERAL));
        while (trade.known(id)) {
            assertThat(town.head())
                    .isLessThanOrEqualTo(deal.proposal().start().number()
                            + Trade.QUICK.deals().tick());
            before = burnt();
            town.net.turn(1);
        }
        assertThat(burnt().minus(before))
                .isGreaterThanOrEqualTo(Trade.PROVIDER_COLLATERAL)
                .isLessThan(Trade.PROVIDER_COLLATERAL.plus(GAS));
        assertThat(providers()).isEqualTo(holds(TokenAmount.ZERO, TokenAmount.ZERO));
        assertThat(clients()).isEqualTo(holds(deal.proposal().clientRequirement(), TokenAmount.ZERO));
        assertThat(town.market().pending().isEmpty()).isTrue();
    }
}
