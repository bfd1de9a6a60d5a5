package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** Deals from the signature of the client to the last payment, through the messages a client and a miner send. */
public class SectorDealsTest {
    private static final Address MARKET = Singletons.STORAGE_MARKET;
    private static final int CLIENT = 1;
    private static final int CONTROL = 2;
    private static final TokenAmount PRICE = TokenAmount.fil("0.01");
    private static final TokenAmount PROVIDER_COLLATERAL = TokenAmount.fil("5");
    private static final TokenAmount CLIENT_COLLATERAL = TokenAmount.fil("1");
    private static final TokenAmount FUNDS = TokenAmount.fil("50");

    private final MinerWorld m = new MinerWorld();
    private int pieces;

    @Before
    public void fund() {
        m.ok(
                MinerActor.CHANGE_WORKER_ADDRESS,
                MinerParams.ChangeWorker.CODEC.encode(
                        new MinerParams.ChangeWorker(m.worker, List.of(World.account(CONTROL)))));
        m.world.ok(0, MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(m.miner), FUNDS);
        m.world.ok(CLIENT, MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(World.account(CLIENT)), FUNDS);
    }

    private DealProposal deal(long start, long end) {
        byte[] root = Multihash.sha256(new byte[] {(byte) pieces++}).digest();
        root[31] &= 0x3f;
        return new DealProposal(
                new PieceCommitment(root).toCid(),
                2048,
                false,
                m.world.key(CLIENT).address(),
                m.miner,
                DealLabel.ofText("a deal"),
                Epoch.of(start),
                Epoch.of(end),
                PRICE,
                PROVIDER_COLLATERAL,
                CLIENT_COLLATERAL);
    }

    private byte[] signed(DealProposal deal) {
        byte[] bytes = ClientDealProposal.encode(deal);
        return new PublishDealsParams(List.of(new ClientDealProposal(
                        deal, bytes, m.world.key(CLIENT).sign(bytes).toBytes())))
                .toBytes();
    }

    private long publish(long start, long end) {
        byte[] published = m.world.ok(CONTROL, MARKET, MarketActor.PUBLISH_STORAGE_DEALS, signed(deal(start, end)));
        return MarketParams.Published.CODEC.decode(published).ids().get(0);
    }

    /** A deal from 30 to 630 in sector 1, which is proven; its tick is at multiples of 240. */
    private long active() {
        long deal = publish(30, 630);
        m.seal(m.sector(1, Epoch.of(1200), deal));
        m.until(m.world.epoch() + 1);
        return deal;
    }

    private MarketState market() {
        return m.world.tree().state(MARKET, MarketState.class).orElseThrow();
    }

    private DealState state(long deal) {
        return market().states().get(deal).orElseThrow();
    }

    private void holds(Address holder, TokenAmount escrow, TokenAmount locked) {
        assertThat(market().balances().escrowOf(holder)).isEqualTo(escrow);
        assertThat(market().balances().lockedOf(holder)).isEqualTo(locked);
    }

    private void providerHolds(TokenAmount escrow, TokenAmount locked) {
        holds(m.miner, escrow, locked);
    }

    private void clientHolds(TokenAmount escrow, TokenAmount locked) {
        holds(World.account(CLIENT), escrow, locked);
    }

    private void isOver(long deal) {
        assertThat(market().proposals().get(deal)).isEmpty();
        assertThat(market().states().get(deal)).isEmpty();
    }

    private TokenAmount burnt() {
        return m.world.balance(Singletons.BURNT_FUNDS);
    }

    @Test
    public void aDealIsActiveFromTheProofOfItsSectorAndPaidAtEachTickToItsEnd() {
        m.world.fails(ExitCode.USR_FORBIDDEN, CLIENT, MARKET, MarketActor.PUBLISH_STORAGE_DEALS, signed(deal(30, 630)));
        long deal = active();
        assertThat(state(deal)).isEqualTo(new DealState(Epoch.of(6), Epoch.of(-1), Epoch.of(-1)));
        assertThat(m.view().sector(1).orElseThrow().deals()).containsExactly(deal);
        assertThat(m.view().sector(1).orElseThrow().activation()).isEqualTo(Epoch.of(6));
        assertThat(m.view().sector(1).orElseThrow().dealWeight().longValueExact())
                .isEqualTo(2048 * 600);
        providerHolds(FUNDS, PROVIDER_COLLATERAL);
        clientHolds(FUNDS, PRICE.times(600).plus(CLIENT_COLLATERAL));
        m.proveUntil(240);
        providerHolds(FUNDS, PROVIDER_COLLATERAL);
        m.proveUntil(241);
        providerHolds(FUNDS.plus(PRICE.times(210)), PROVIDER_COLLATERAL);
        clientHolds(FUNDS.minus(PRICE.times(210)), PRICE.times(390).plus(CLIENT_COLLATERAL));
        m.world.reload();
        m.proveUntil(481);
        providerHolds(FUNDS.plus(PRICE.times(450)), PROVIDER_COLLATERAL);
        m.proveUntil(720);
        providerHolds(FUNDS.plus(PRICE.times(450)), PROVIDER_COLLATERAL);
        m.proveUntil(721);
        providerHolds(FUNDS.plus(PRICE.times(600)), TokenAmount.ZERO);
        clientHolds(FUNDS.minus(PRICE.times(600)), TokenAmount.ZERO);
        isOver(deal);
        // The sector outlives its deal, and ends by itself: nothing is lost.
        assertThat(m.view().activeSectors().count()).isEqualTo(1);
        TokenAmount before = burnt();
        m.proveUntil(1500);
        assertThat(m.view().activeSectors().isEmpty()).isTrue();
        assertThat(m.view().power()).isEqualTo(PowerPair.ZERO);
        assertThat(m.state().funds().pledge()).isEqualTo(TokenAmount.ZERO);
        assertThat(m.view().feeDebt()).isEqualTo(TokenAmount.ZERO);
        assertThat(burnt().minus(before)).isLessThan(TokenAmount.fil("0.001"));
    }

    @Test
    public void endingASectorSlashesItsDealsAndRefundsTheClient() {
        long deal = active();
        m.proveUntil(300);
        while (!m.view()
                .nextDeadline(m.deadlineOf(1), Epoch.of(m.world.epoch()))
                .mutable(Epoch.of(m.world.epoch()))) {
            m.proveUntil(m.world.epoch() + 1);
        }
        long ended = m.world.epoch();
        TokenAmount burnt = burnt();
        TokenAmount balance = m.view().balance();
        m.ok(MinerActor.TERMINATE_SECTORS, m.declared(1));
        assertThat(state(deal).slashed()).isEqualTo(Epoch.of(ended));
        // All power there is earned 36 FIL an epoch: 3.5 days of 240 epochs of that. What it has not it owes.
        TokenAmount fee = TokenAmount.fil("36").times(840);
        assertThat(balance.plus(m.view().feeDebt())).isEqualTo(fee);
        assertThat(burnt().minus(burnt))
                .isGreaterThanOrEqualTo(balance)
                .isLessThan(balance.plus(TokenAmount.fil("0.001")));
        providerHolds(FUNDS.plus(PRICE.times(210)), PROVIDER_COLLATERAL);
        m.until(480);
        burnt = burnt();
        m.until(481);
        long days = ended - 30;
        providerHolds(FUNDS.plus(PRICE.times(days)).minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        clientHolds(FUNDS.minus(PRICE.times(days)), TokenAmount.ZERO);
        assertThat(burnt().minus(burnt)).isEqualTo(PROVIDER_COLLATERAL);
        isOver(deal);
    }

    @Test
    public void aDeclaredFaultTakesNoCollateralOfADeal() {
        long deal = active();
        m.proveUntil(250);
        DealState before = state(deal);
        while (m.world.epoch()
                >= m.view()
                        .nextDeadline(m.deadlineOf(1), Epoch.of(m.world.epoch()))
                        .faultCutoff()
                        .number()) {
            m.proveUntil(m.world.epoch() + 1);
        }
        m.ok(MinerActor.DECLARE_FAULTS, m.declared(1));
        assertThat(m.view().power()).isEqualTo(PowerPair.ZERO);
        assertThat(state(deal)).isEqualTo(before);
        providerHolds(FUNDS.plus(PRICE.times(210)), PROVIDER_COLLATERAL);
        m.until(481);
        assertThat(state(deal).isSlashed()).isFalse();
        providerHolds(FUNDS.plus(PRICE.times(450)), PROVIDER_COLLATERAL);
        m.until(721);
        providerHolds(FUNDS.plus(PRICE.times(600)), TokenAmount.ZERO);
        clientHolds(FUNDS.minus(PRICE.times(600)), TokenAmount.ZERO);
        isOver(deal);
    }

    @Test
    public void aFaultThatIsTooOldEndsTheSectorAndItsDeals() {
        long deal = publish(30, 1190);
        m.seal(m.sector(1, Epoch.of(1200), deal));
        m.until(250);
        assertThat(m.view().power()).isEqualTo(PowerPair.ZERO);
        DeadlineInfo missed = m.view().nextDeadline(m.deadlineOf(1), Epoch.of(6));
        long ended = missed.last().number() + 720;
        m.until(ended);
        assertThat(state(deal).isSlashed()).isFalse();
        m.until(ended + 1);
        assertThat(state(deal).slashed()).isEqualTo(Epoch.of(ended));
        TokenAmount burnt = burnt();
        m.until(1201);
        providerHolds(FUNDS.plus(PRICE.times(ended - 30)).minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        clientHolds(FUNDS.minus(PRICE.times(ended - 30)), TokenAmount.ZERO);
        assertThat(burnt().minus(burnt)).isGreaterThanOrEqualTo(PROVIDER_COLLATERAL);
        isOver(deal);
        assertThat(m.view().deadlines()).allSatisfy(d -> assertThat(d.live()).isZero());
    }

    @Test
    public void aDealThatCameIntoNoSectorTimesOut() {
        long deal = publish(100, 700);
        TokenAmount burnt = burnt();
        m.until(240);
        providerHolds(FUNDS, PROVIDER_COLLATERAL);
        m.until(241);
        providerHolds(FUNDS.minus(PROVIDER_COLLATERAL), TokenAmount.ZERO);
        clientHolds(FUNDS, TokenAmount.ZERO);
        assertThat(burnt().minus(burnt)).isEqualTo(PROVIDER_COLLATERAL);
        isOver(deal);
        assertThat(market().pending().isEmpty()).isTrue();
        m.fails(
                ExitCode.USR_NOT_FOUND,
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(m.sector(1, Epoch.of(1400), deal)));
    }

    @Test
    public void aDealThatIsLateDropsItsSectorAndNoOther() {
        long late = publish(8, 630);
        long good = publish(30, 630);
        MinerParams.Sector first = m.sector(1, Epoch.of(1200), late);
        MinerParams.Sector second = m.sector(2, Epoch.of(1200), good);
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(first));
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(second));
        m.until(9);
        for (long sector : new long[] {1, 2}) {
            m.ok(
                    MinerActor.PROVE_COMMIT_SECTOR,
                    MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(sector, new byte[0])));
        }
        assertThat(m.world.machine().cron().notes())
                .singleElement()
                .asString()
                .contains("sector 1 is dropped", "the start of deal 0 at 8 is over at 9");
        m.world.at(10);
        assertThat(m.view().sector(1)).isEmpty();
        assertThat(m.view().preCommit(1)).isPresent();
        assertThat(m.view().sector(2)).isPresent();
        assertThat(state(good).sectorStart()).isEqualTo(Epoch.of(9));
        assertThat(market().states().get(late)).isEmpty();
    }

    @Test
    public void aSealThatDoesNotHoldDropsItsSectorAndNoOther() {
        long deal = publish(30, 630);
        m.world.syscalls.badSeals.add(1L);
        TokenAmount before = m.view().balance();
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(1, Epoch.of(1200), deal)));
        TokenAmount deposit = m.view().preCommit(1).orElseThrow().deposit();
        MinerParams.Sector other = m.sector(2, Epoch.of(1200));
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(other));
        m.prove(m.sector(1, Epoch.of(1200), deal), other);
        m.world.machine().cron();
        m.world.at(7);
        assertThat(m.view().sector(1)).isEmpty();
        assertThat(m.view().sector(2)).isPresent();
        assertThat(market().states().get(deal)).isEmpty();
        assertThat(m.view().balance()).isEqualTo(before);
        assertThat(m.state().funds().deposits()).isEqualTo(deposit);
        assertThat(m.view().usedNumbers().contains(1)).isTrue();
    }

    @Test
    public void refusesDealsThatDoNotFitTheirSector() {
        long deal = publish(30, 1201);
        long other = publish(30, 630);
        byte[] tooLong = MinerParams.Sector.CODEC.encode(m.sector(1, Epoch.of(1200), deal));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR, tooLong);
        byte[] tooMuch = MinerParams.Sector.CODEC.encode(m.sector(1, Epoch.of(1300), deal, other));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR, tooMuch);
        Long[] many = new Long[257];
        java.util.Arrays.setAll(many, i -> (long) i);
        byte[] tooMany = MinerParams.Sector.CODEC.encode(m.sector(1, Epoch.of(1300), many));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR, tooMany);
    }

    @Test
    public void theAuditSeesDealsThatTheMinerKnowsNothingOf() {
        long deal = active();
        m.world.unaudited();
        MinerState state = m.state();
        SectorInfo info = m.view().sector(1).orElseThrow();
        SectorInfo other = new SectorInfo(
                1,
                info.sealProof(),
                info.sealedCid(),
                info.deals(),
                Epoch.of(5),
                info.expiration(),
                info.dealWeight(),
                info.verifiedWeight(),
                info.pledge(),
                info.dayReward(),
                info.storagePledge());
        m.world
                .tree()
                .put(
                        m.miner,
                        state.with(state.sectors()
                                .withProven(state.sectors().proven().with(1, other))));
        assertThat(m.world.audited().violations()).extracting(Object::toString).anySatisfy(v -> assertThat(v)
                .contains("sector 1 began at 5, its deal " + deal + " at 6"));
        Deadline empty = new Deadline(m.world.store);
        m.world.tree().put(m.miner, state.with(m.deadlineOf(1), empty));
        assertThat(m.world.audited().violations()).extracting(Object::toString).anySatisfy(v -> assertThat(v)
                .contains("deal " + deal + " goes on until 630, and " + m.miner + " has no live sector with it"));
    }
}
