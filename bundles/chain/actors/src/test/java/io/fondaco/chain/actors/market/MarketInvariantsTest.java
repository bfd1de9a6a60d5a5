package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.chain.actors.Violation;
import io.fondaco.chain.actors.World;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

/** The audit sees each rule of the market that is broken. */
public class MarketInvariantsTest {
    private static final Address ALICE_ID = World.account(ALICE);

    private final Fair fair = new Fair().funded();
    private final long paid = fair.publish(fair.deal(100, 600));
    private final long waiting = fair.publish(fair.deal(300, 800));
    private final MarketState sound;

    public MarketInvariantsTest() {
        fair.activate(paid);
        fair.goTo(250);
        sound = fair.state();
    }

    private void sees(MarketState broken, String what) {
        fair.world.tree().put(MARKET, broken);
        List<Violation> violations = fair.world.audited().violations();
        assertThat(violations).isNotEmpty();
        assertThat(violations).allMatch(v -> v.actor().equals(MARKET));
        assertThat(violations.stream().map(Violation::what)).anyMatch(v -> v.contains(what));
    }

    private MarketState with(StateArray<DealProposal> proposals) {
        return new MarketState(
                proposals,
                sound.states(),
                sound.pending(),
                sound.balances(),
                sound.nextId(),
                sound.ops(),
                sound.lastCron());
    }

    private MarketState with(StateMap<Boolean> pending) {
        return new MarketState(
                sound.proposals(),
                sound.states(),
                pending,
                sound.balances(),
                sound.nextId(),
                sound.ops(),
                sound.lastCron());
    }

    private MarketState with(DealOps ops) {
        return new MarketState(
                sound.proposals(),
                sound.states(),
                sound.pending(),
                sound.balances(),
                sound.nextId(),
                ops,
                sound.lastCron());
    }

    private MarketState with(long deal, long start, long updated, long slashed) {
        return sound.withStates(
                sound.states().with(deal, new DealState(Epoch.of(start), Epoch.of(updated), Epoch.of(slashed))));
    }

    private MarketState with(StateMap<TokenAmount> escrow, StateMap<TokenAmount> locked, TokenAmount... totals) {
        return sound.with(new Balances(escrow, locked, totals[0], totals[1], totals[2]));
    }

    private TokenAmount[] totals() {
        Balances b = sound.balances();
        return new TokenAmount[] {b.clientCollateral(), b.providerCollateral(), b.storageFee()};
    }

    @Test
    public void findsNothingInASoundMarket() {
        assertThat(fair.world.audited().violations()).isEmpty();
        assertThat(fair.world.audited().checked()).isGreaterThan(50);
    }

    @Test
    public void seesMoneyThatIsLockedForNothing() {
        Balances b = sound.balances();
        TokenAmount one = TokenAmount.atto(1);
        sees(
                with(b.escrow(), b.locked().with(ALICE_ID, b.lockedOf(ALICE_ID).plus(one)), totals()),
                "locked, deals may claim");
        sees(with(b.escrow(), b.locked().without(ALICE_ID), totals()), "has nothing locked, deals may claim");
        for (int i = 0; i < 3; i++) {
            TokenAmount[] totals = totals();
            totals[i] = totals[i].plus(one);
            sees(with(b.escrow(), b.locked(), totals), "in all, and");
            sees(with(b.escrow(), b.locked(), totals), "locked are");
        }
    }

    @Test
    public void seesMoneyThatIsNotThere() {
        Balances b = sound.balances();
        sees(
                with(b.escrow().with(ALICE_ID, b.lockedOf(ALICE_ID).minus(TokenAmount.atto(1))), b.locked(), totals()),
                "in escrow");
        sees(
                with(b.escrow().with(ALICE_ID, b.escrowOf(ALICE_ID).plus(TokenAmount.atto(1))), b.locked(), totals()),
                "in escrow are");
        sees(with(b.escrow().with(ALICE_ID, TokenAmount.atto(-1)), b.locked(), totals()), "has -");
    }

    @Test
    public void seesDealsThatAreMissingOrUnknown() {
        sees(with(sound.proposals().without(paid)), "is in a sector and does not exist");
        sees(with(sound.proposals().without(paid)), "is to be looked at at");
        DealProposal deal = sound.proposals().get(paid).orElseThrow();
        sees(with(sound.proposals().with(7, deal)), "deal 7 exists, the next is 2");
        sees(
                with(sound.proposals()
                        .with(paid, deal.between(fair.world.key(ALICE).address(), fair.miner))),
                "which is no ID address");
    }

    @Test
    public void seesDealsThatCronForgotOrKnowsTwice() {
        sees(with(sound.ops().without(Epoch.of(480))), "cron has forgotten deal 0");
        sees(with(sound.ops().without(Epoch.of(481))), "first at 481, not null");
        sees(with(sound.ops().with(Epoch.of(490), List.of(paid))), "is to be looked at at");
        sees(with(sound.ops().with(Epoch.of(250), List.of(9L))), "cron was called at 250");
        sees(with(sound.ops().with(Epoch.of(490), List.of())), "nothing is to do at 490");
    }

    @Test
    public void seesWhatIsPendingAndShouldNotBe() {
        byte[] first =
                MarketState.cid(sound.proposals().get(paid).orElseThrow()).toBytes();
        byte[] second =
                MarketState.cid(sound.proposals().get(waiting).orElseThrow()).toBytes();
        sees(with(sound.pending().with(first, true)), "pending are");
        sees(with(sound.pending().without(second)), "pending are");
        DealProposal deal = sound.proposals().get(waiting).orElseThrow();
        sees(with(sound.proposals().with(7, deal)), "is published twice");
    }

    @Test
    public void seesEpochsThatCannotBe() {
        sees(with(paid, -1, 240, -1), "began at -1");
        sees(with(paid, 251, 240, -1), "began at 251");
        sees(with(waiting, 301, -1, -1), "before its sector at 301");
        sees(with(paid, 100, 251, -1), "was paid at 251");
        sees(with(paid, 100, 99, -1), "was paid at 99");
        sees(with(paid, 100, 240, 99), "was slashed at 99");
        sees(with(paid, 100, 240, 251), "was slashed at 251");
        sees(
                new MarketState(
                        sound.proposals(),
                        sound.states(),
                        sound.pending(),
                        sound.balances(),
                        sound.nextId(),
                        sound.ops(),
                        Epoch.of(251)),
                "cron was called at 251, after 250");
    }

    @Test
    public void seesADealThatShouldHaveEnded() {
        sees(sound.withStates(sound.states().without(paid)), "came into no sector and is not ended");
    }
}
