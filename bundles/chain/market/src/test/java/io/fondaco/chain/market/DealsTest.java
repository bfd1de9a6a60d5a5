package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class DealsTest {
    private Town town;
    private Address client;
    private Address miner;

    @Before
    public void open() {
        open(Town.SHORT);
    }

    private void open(Policy policy) {
        town = new Town(policy, MarketSettings.DEFAULT);
        client = town.rich(0);
        miner = town.miner(town.rich(1));
    }

    @After
    public void close() {
        assertThat(town.audit()).isEmpty();
        town.close();
    }

    private List<ChainDealEvent> watch(long deal) {
        List<ChainDealEvent> heard = new ArrayList<>();
        town.chain.watch(deal, heard::add);
        return heard;
    }

    private ClientDealProposal deal(long startsIn, long lasts) {
        return town.deal(client, miner, town.head() + startsIn, town.head() + startsIn + lasts);
    }

    @Test
    public void publishesAProposalOnceHoweverOftenItIsSent() {
        ClientDealProposal deal = deal(26, 10);
        long id = town.published(deal);
        Cid message = town.get(town.chain.publish(town.worker(miner), deal.toBytes()));
        town.restart();
        assertThat(town.get(town.chain.publish(town.worker(miner), deal.toBytes())))
                .isEqualTo(message);
        Receipt receipt = town.receipt(message);
        assertThat(town.chain.dealId(receipt, deal.proposalCid())).hasValue(id);
        assertThat(town.chain.dealId(receipt, deal.cid())).isEmpty();
        assertThat(town.market().nextId()).isEqualTo(id + 1);
        ChainDeal seen = town.chain.deal(id).orElseThrow();
        assertThat(seen.proposal().label()).isEqualTo(deal.proposal().label());
        assertThat(seen.sector()).isEmpty();
        assertThat(seen.activated()).isEmpty();
        assertThat(town.chain.deal(id + 1)).isEmpty();
    }

    @Test
    public void refusesWhatTheActorWouldRefuseBeforeItCostsAnything() {
        assertThatThrownBy(() -> town.get(town.chain.publish(town.worker(miner), new byte[] {1})))
                .hasMessageContaining("not a proposal");
        assertThatThrownBy(() -> town.get(
                        town.chain.publish(town.worker(miner), deal(26, 10).toBytes())))
                .hasMessageContaining("illegal argument (16)");
        assertThatThrownBy(() ->
                        town.get(town.chain.publish(town.rich(1), deal(26, 10).toBytes())))
                .hasMessageContaining("forbidden (18)");
    }

    @Test
    public void tellsTheIdOfADealWhoseMessageWasReplaced() {
        ClientDealProposal deal = deal(26, 10);
        town.get(town.chain.add(client, client, deal.proposal().clientRequirement()));
        town.get(town.chain.add(town.rich(3), miner, TokenAmount.fil("1")));
        town.net.turn(2);
        Cid message = town.get(town.chain.publish(town.worker(miner), deal.toBytes()));
        Cid dearer = town.get(town.net.node().pool().replace(message, java.util.Optional.empty()))
                .cid();
        Receipt receipt = town.receipt(message);
        assertThat(receipt.message()).isEqualTo(dearer);
        assertThat(town.chain.dealId(receipt, deal.proposalCid())).hasValue(0);
    }

    @Test
    public void tellsALifeFromTheSectorToTheEndAndPaysExactlyThePrice() {
        ClientDealProposal deal = deal(26, 10);
        long id = town.published(deal);
        List<ChainDealEvent> heard = watch(id);
        Receipt preCommitted = town.preCommit(miner, 7, id);
        assertThat(town.chain.deal(id).orElseThrow().sector()).hasValue(7);
        assertThat(heard).as("not deep enough").isEmpty();
        Receipt proven = town.prove(miner, 7);
        assertThat(town.chain.deal(id).orElseThrow().activated()).contains(proven.epoch());
        town.net.turn(4);
        List<ChainDealEvent> first = List.of(
                new ChainDealEvent.Precommitted(id, preCommitted.epoch(), 7),
                new ChainDealEvent.Activated(id, proven.epoch(), 7));
        assertThat(heard).isEqualTo(first);
        assertThat(watch(id)).isEqualTo(first);
        town.restart();
        List<ChainDealEvent> again = watch(id);
        assertThat(again).isEqualTo(first);
        town.net.turn(35);
        assertThat(again).hasSize(3);
        ChainDealEvent.Expired end = (ChainDealEvent.Expired) again.get(2);
        assertThat(end.at()).isGreaterThanOrEqualTo(deal.proposal().end());
        assertThat(heard).as("of the process that ended").isEqualTo(first);
        assertThat(town.chain.deal(id).orElseThrow().ended()).contains(end.at());
        assertThat(watch(id)).isEqualTo(again);
        TokenAmount earned = deal.proposal().totalPrice().plus(TokenAmount.fil("1"));
        assertThat(town.chain.escrow(miner).available()).isEqualTo(earned);
        assertThat(town.chain.escrow(client).escrow()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void tellsThatADealInNoSectorTimedOut() {
        ClientDealProposal deal = deal(18, 10);
        long id = town.published(deal);
        List<ChainDealEvent> heard = watch(id);
        town.net.turn(35);
        assertThat(heard).hasSize(1).first().isInstanceOf(ChainDealEvent.TimedOut.class);
        assertThat(heard.get(0).at()).isGreaterThanOrEqualTo(deal.proposal().start());
        assertThat(town.chain.escrow(client).available())
                .isEqualTo(deal.proposal().clientRequirement());
        assertThat(town.chain.escrow(miner).escrow()).isEqualTo(TokenAmount.ZERO);
        assertThat(town.chain.deal(id).orElseThrow().ended())
                .contains(heard.get(0).at());
    }

    @Test
    public void tellsThatADealWhoseSectorWasEndedIsSlashed() {
        slashed();
    }

    @Test
    public void tellsOfASlashThatTakesTheDealFromTheStateAtOnce() {
        close();
        open(Town.SHORT.with(new Policy.Deals(10, 12_000, 10, 256, Policy.Settlement.BY_CALL)));
        slashed();
    }

    private void slashed() {
        ClientDealProposal deal = deal(26, 400);
        long id = town.published(deal);
        town.preCommit(miner, 7, id);
        town.prove(miner, 7);
        town.net.turn(5);
        Receipt ended = town.terminate(miner, 7);
        List<ChainDealEvent> heard = watch(id);
        assertThat(heard).as("not deep enough").hasSize(2);
        town.net.turn(12);
        assertThat(heard).hasSize(3).last().isInstanceOf(ChainDealEvent.Slashed.class);
        assertThat(heard.get(2).at())
                .isBetween(ended.epoch().minus(1), ended.epoch().plus(1));
        assertThat(heard).hasSize(3);
        assertThat(watch(id)).isEqualTo(heard);
        assertThat(town.chain.deal(id).orElseThrow().slashed())
                .contains(heard.get(2).at());
        assertThat(town.chain.escrow(miner).escrow()).isLessThan(TokenAmount.fil("1"));
    }

    @Test
    public void findsOutWhatBecameOfDealsThatEndedWhileNobodyWatched() {
        long lives = town.published(deal(36, 10));
        long none = town.published(deal(18, 10));
        town.preCommit(miner, 7, lives);
        Receipt proven = town.prove(miner, 7);
        town.chain.close();
        town.net.turn(60);
        town.open();
        List<ChainDealEvent> heard = watch(lives);
        assertThat(heard).hasSize(3);
        assertThat(heard.get(1)).isEqualTo(new ChainDealEvent.Activated(lives, proven.epoch(), 7));
        assertThat(heard.get(2)).isInstanceOf(ChainDealEvent.Expired.class);
        assertThat(watch(none)).hasSize(1).first().isInstanceOf(ChainDealEvent.TimedOut.class);
        assertThat(town.chain.deal(none).orElseThrow().ended()).isPresent();
    }

    @Test
    public void refusesToWatchADealNobodyPublished() {
        for (long id : new long[] {-1, 99}) {
            assertThatThrownBy(() -> town.chain.watch(id, event -> {}))
                    .isInstanceOfSatisfying(
                            ChainException.class, e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.UNKNOWN));
        }
    }

    @Test
    public void goesOnWhenAWatcherThrowsAndLeavesOutOneThatWentAway() {
        long id = town.published(deal(18, 10));
        List<ChainDealEvent> left = new ArrayList<>();
        town.chain.watch(id, event -> {
            throw new IllegalStateException("on purpose");
        });
        town.chain.watch(id, left::add).close();
        List<ChainDealEvent> heard = watch(id);
        town.net.turn(35);
        assertThat(heard).hasSize(1);
        assertThat(left).isEmpty();
        assertThat(Epoch.of(town.head())).isGreaterThan(heard.get(0).at());
    }
}
