package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** One deal from two keys without money to the last attoFIL paid out, over a node, the market's books and a pipeline. */
public class FullDealTest {

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

    private EscrowBalance clients() {
        return town.chain.escrow(trade.client);
    }

    private EscrowBalance providers() {
        return town.chain.escrow(trade.miner);
    }

    private static EscrowBalance holds(TokenAmount escrow, TokenAmount locked) {
        return new EscrowBalance(escrow, locked, TokenAmount.ZERO);
    }

    @Test
    public void aMinerIsRegisteredByOneMessageAndKnownByBothOfItsAddresses() {
        Address worker = town.keys.create(KeyType.BLS);
        Address secp = town.net.keys.wallet("no key for a VRF");
        for (Address account : List.of(worker, secp)) {
            town.get(town.net.node().pool().send(Outgoing.transfer(trade.owner, account, TokenAmount.fil("10"))));
        }
        town.net.turn(3);
        TokenAmount deposit = TokenAmount.fil("7");
        Included made = create(worker, deposit);
        assertThat(made.receipt().ok()).isTrue();
        ExecReturn miner = ExecReturn.CODEC.decode(made.receipt().returned());
        assertThat(miner.id().protocol()).isEqualTo(Address.Protocol.ID);
        assertThat(miner.robust().protocol()).isEqualTo(Address.Protocol.ACTOR);
        for (Address name : List.of(miner.id(), miner.robust())) {
            assertThat(town.net
                            .node()
                            .<Address>read(view -> view.tree().resolve(name).orElseThrow()))
                    .isEqualTo(miner.id());
            town.net.node().read(view -> {
                MinerView seen = MinerView.of(view.tree(), name, view.policy()).orElseThrow();
                assertThat(seen.workerKey()).isEqualTo(worker);
                assertThat(seen.keyOf(seen.info().owner())).isEqualTo(trade.owner);
                assertThat(seen.balance()).isEqualTo(deposit);
                assertThat(seen.power().raw()).isZero();
                return null;
            });
        }
        // The worker's key is that of the VRF: a miner with any other kind of key is refused, and nothing is made.
        assertThatThrownBy(() -> create(secp, deposit)).hasMessageContaining("illegal argument (16)");
        assertThat(town.onChain(miner.id())).isEqualTo(deposit);
    }

    private Included create(Address worker, TokenAmount value) {
        byte[] params = PowerParams.CreateMiner.CODEC.encode(new PowerParams.CreateMiner(
                trade.owner,
                worker,
                ProofType.unproven(Trade.SECTOR_SIZE).windowPost(),
                town.peer("another miner").toBytes(),
                List.of()));
        Cid sent = town.get(town.net
                        .node()
                        .pool()
                        .send(Outgoing.call(
                                trade.owner, Singletons.STORAGE_POWER, value, PowerActor.CREATE_MINER, params, "")))
                .cid();
        while (town.net.node().find(sent).isEmpty()) {
            town.net.turn(1);
        }
        return town.net.node().find(sent).orElseThrow();
    }

    @Test
    public void moneyGoesIntoTheMarketIsLockedByADealAndOnlyTheRestComesOut() {
        assertThat(clients()).isEqualTo(holds(TokenAmount.ZERO, TokenAmount.ZERO));
        ClientDealProposal deal = trade.proposal(60, 40);
        TokenAmount needed = deal.proposal().clientRequirement();
        assertThat(needed).isEqualTo(Trade.PRICE.times(40).plus(Trade.CLIENT_COLLATERAL));
        // A provider that looks before the money is there sees that it is not, and publishing is refused.
        assertThat(clients().available()).isLessThan(needed);
        assertThatThrownBy(() -> trade.published(deal)).hasMessageContaining("illegal argument (16)");
        trade.fund(deal);
        TokenAmount more = TokenAmount.fil("3");
        trade.settled(town.chain.add(trade.client, trade.client, more));
        assertThat(clients()).isEqualTo(holds(needed.plus(more), TokenAmount.ZERO));
        long id = trade.published(deal);
        assertThat(clients()).isEqualTo(holds(needed.plus(more), needed));
        assertThat(providers()).isEqualTo(holds(Trade.PROVIDER_COLLATERAL, Trade.PROVIDER_COLLATERAL));
        assertThat(town.chain.deal(id)).get().satisfies(seen -> {
            assertThat(seen.activated()).isEmpty();
            assertThat(seen.proposal().pricePerEpoch()).isEqualTo(Trade.PRICE);
        });
        // The same proposal is no second deal, and the client cannot publish one in the provider's place.
        assertThat(town.market().nextId()).isEqualTo(id + 1);
        assertThatThrownBy(() -> town.get(
                        town.chain.publish(trade.client, trade.proposal(60, 41).toBytes())))
                .hasMessageContaining("forbidden (18)");
        TokenAmount wallet = town.onChain(trade.client);
        trade.settled(town.chain.withdraw(trade.client, trade.client, more));
        assertThat(clients()).isEqualTo(holds(needed, needed));
        assertThat(town.onChain(trade.client)).isGreaterThan(wallet).isLessThan(wallet.plus(more));
    }

    @Test
    public void walksFromTwoKeysToTheLastAttoFilPaidOut() throws Exception {
        ClientDealProposal deal = trade.proposal(60, 95);
        long start = deal.proposal().start().number();
        long end = deal.proposal().end().number();
        trade.fund(deal);
        long id = trade.published(deal);
        List<ChainDealEvent> told = new ArrayList<>();
        town.chain.watch(id, told::add);

        // The provider hands the published deal over to its sectors, and keeps the place whatever ends in between.
        SectorPlacement placement = town.get(trade.pipeline.add(trade.piece(id, deal.proposal())));
        long sector = placement.sector();
        trade.restart();
        town.chain.watch(id, told::add);
        assertThat(town.get(trade.pipeline.add(trade.piece(id, deal.proposal()))))
                .isEqualTo(placement);
        BigInteger power = trade.miner(m -> m.power().raw());

        trade.until(sector, s -> s.state() == SectorState.PRE_COMMITTED);
        Included preCommit = trade.calls(MinerActor.PRE_COMMIT_SECTOR).get(0);
        MinerParams.Sector params =
                MinerParams.Sector.CODEC.decode(preCommit.message().params());
        assertThat(params.deals()).containsExactly(id);
        assertThat(params.expiration()).isGreaterThanOrEqualTo(deal.proposal().end());
        TokenAmount deposit = trade.miner(m -> m.preCommit(sector).orElseThrow().deposit());
        assertThat(trade.<TokenAmount>miner(m -> m.state().funds().deposits())).isEqualTo(deposit);
        assertThat(trade.state(id)).isEmpty();

        trade.until(sector, s -> s.state() == SectorState.ACTIVE);
        Included proof = trade.calls(MinerActor.PROVE_COMMIT_SECTOR).get(0);
        assertThat(proof.height().since(preCommit.height()))
                .isGreaterThan(Trade.QUICK.sealing().challengeDelay());
        SectorInfo info = trade.miner(m -> m.sector(sector).orElseThrow());
        assertThat(trade.state(id).orElseThrow().sectorStart()).isEqualTo(info.activation());
        assertThat(trade.<TokenAmount>miner(m -> m.state().funds().deposits())).isEqualTo(TokenAmount.ZERO);
        assertThat(trade.<TokenAmount>miner(m -> m.state().funds().pledge())).isEqualTo(info.pledge());
        // In the sector, but without power until its first window PoSt.
        assertThat(trade.sector(sector).health()).isEqualTo(SectorHealth.UNPROVEN);
        assertThat(trade.<BigInteger>miner(m -> m.power().raw())).isEqualTo(power);
        trade.until(sector, s -> s.health() == SectorHealth.PROVEN);
        assertThat(trade.<BigInteger>miner(m -> m.power().raw()))
                .isEqualTo(power.add(BigInteger.valueOf(Trade.SECTOR_SIZE)));
        assertThat(town.head()).as("proven before the deal starts").isLessThan(start);

        paysEachTick(id, start, end);

        assertThat(trade.known(id)).isFalse();
        assertThat(clients()).isEqualTo(holds(Trade.CLIENT_COLLATERAL, TokenAmount.ZERO));
        TokenAmount earned = Trade.PRICE.times(95);
        assertThat(providers()).isEqualTo(holds(Trade.PROVIDER_COLLATERAL.plus(earned), TokenAmount.ZERO));
        town.net.turn(5);
        assertThat(told)
                .extracting(ChainDealEvent::getClass)
                .isEqualTo(List.of(
                        ChainDealEvent.Precommitted.class,
                        ChainDealEvent.Activated.class,
                        ChainDealEvent.Expired.class));
        ChainDeal over = town.chain.deal(id).orElseThrow();
        assertThat(over.activated()).contains(info.activation());
        assertThat(over.slashed()).isEmpty();

        // A window PoSt in each proving period the sector lived through.
        long lived = info.expiration().since(info.activation());
        trade.until(info.expiration().number() + Trade.QUICK.proving().period());
        assertThat(trade.calls(MinerActor.SUBMIT_WINDOWED_POST)).hasSizeGreaterThanOrEqualTo((int)
                (lived / Trade.QUICK.proving().period()));
        trade.until(sector, s -> s.state() == SectorState.ENDED);
        assertThat(trade.<BigInteger>miner(m -> m.power().raw())).isEqualTo(power);
        assertThat(trade.<TokenAmount>miner(m -> m.state().funds().pledge())).isEqualTo(TokenAmount.ZERO);
        assertThat(trade.<TokenAmount>miner(MinerView::feeDebt)).isEqualTo(TokenAmount.ZERO);
        assertThat(trade.pipeline.unsealed(deal.proposal().pieceCid())).isEmpty();

        trade.settled(town.chain.withdraw(trade.client, trade.client, Trade.CLIENT_COLLATERAL));
        trade.settled(town.chain.withdraw(trade.owner, trade.miner, Trade.PROVIDER_COLLATERAL.plus(earned)));
        assertThat(clients()).isEqualTo(holds(TokenAmount.ZERO, TokenAmount.ZERO));
        assertThat(providers()).isEqualTo(holds(TokenAmount.ZERO, TokenAmount.ZERO));
    }

    /** Until the deal is over, epoch by epoch: what leaves the client reaches the provider, at the ticks and then only. */
    private void paysEachTick(long id, long start, long end) {
        TokenAmount both = clients().escrow().plus(providers().escrow());
        Map<Long, TokenAmount> paid = new LinkedHashMap<>();
        TokenAmount before = providers().escrow();
        long until = start;
        while (trade.known(id)) {
            town.net.turn(1);
            TokenAmount now = providers().escrow();
            assertThat(clients().escrow().plus(now)).isEqualTo(both);
            assertThat(clients().locked()).isLessThanOrEqualTo(clients().escrow());
            if (!now.equals(before)) {
                paid.put(town.head(), now.minus(before));
                before = now;
            }
            // What the market tells of a deal is what the state says at the same tipset.
            town.chain.deal(id).ifPresent(seen -> trade.state(id)
                    .ifPresent(state -> assertThat(seen.activated()).contains(state.sectorStart())));
            until = town.head();
            assertThat(until).isLessThanOrEqualTo(end + Trade.QUICK.deals().tick() + 1);
        }
        assertThat(paid.values().stream().reduce(TokenAmount.ZERO, TokenAmount::plus))
                .isEqualTo(Trade.PRICE.times(end - start));
        List<Long> at = List.copyOf(paid.keySet());
        List<TokenAmount> amounts = List.copyOf(paid.values());
        assertThat(at).hasSizeBetween(10, 11);
        for (int i = 1; i + 1 < at.size(); i++) {
            assertThat(amounts.get(i)).isEqualTo(Trade.PRICE.times(10));
        }
        assertThat(Epoch.of(at.get(0))).isGreaterThanOrEqualTo(Epoch.of(start));
    }
}
