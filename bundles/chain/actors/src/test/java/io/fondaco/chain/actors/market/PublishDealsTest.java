package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.BOB;
import static io.fondaco.chain.actors.market.Fair.CONTROL;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static io.fondaco.chain.actors.market.Fair.OTHER_WORKER;
import static io.fondaco.chain.actors.market.Fair.OWNER;
import static io.fondaco.chain.actors.market.Fair.WORKER;
import static io.fondaco.chain.actors.market.MarketActor.PUBLISH_STORAGE_DEALS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketParams.Published;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

/** A worker publishes deals its clients have signed. */
public class PublishDealsTest {
    private static final Address ALICE_ID = World.account(ALICE);

    private final Fair fair = new Fair().funded();
    private final World world = fair.world;

    private static TokenAmount fil(String fil) {
        return TokenAmount.fil(fil);
    }

    private void fails(int exitCode, int from, byte[] params) {
        world.fails(exitCode, from, MARKET, PUBLISH_STORAGE_DEALS, params);
    }

    @Test
    public void locksUpWhatADealMayCostBothSides() {
        DealProposal deal = fair.deal(10, 260);
        long id = fair.publish(deal);
        assertThat(id).isZero();
        assertThat(fair.escrow(ALICE_ID)).isEqualTo(fil("100"));
        assertThat(fair.locked(ALICE_ID)).isEqualTo(fil("3.5"));
        assertThat(fair.locked(fair.miner)).isEqualTo(fil("5"));
        assertThat(fair.state().balances().clientCollateral()).isEqualTo(fil("1"));
        assertThat(fair.state().balances().providerCollateral()).isEqualTo(fil("5"));
        assertThat(fair.state().balances().storageFee()).isEqualTo(fil("2.5"));
        assertThat(fair.state().locked()).isEqualTo(fil("8.5"));
        assertThat(fair.state().proposals().get(0)).contains(deal.between(ALICE_ID, fair.miner));
        assertThat(fair.state().nextId()).isEqualTo(1);
        assertThat(fair.state().ops().at(Epoch.of(240))).containsExactly(0L);
        assertThat(fair.state()
                        .pending()
                        .contains(MarketState.cid(deal.between(ALICE_ID, fair.miner))
                                .toBytes()))
                .isTrue();
        assertThat(fair.state().states().count()).isZero();
    }

    @Test
    public void letsAControlAddressPublishToo() {
        world.ok(CONTROL, MARKET, PUBLISH_STORAGE_DEALS, fair.params(fair.deal(10, 260)));
        assertThat(fair.state().proposals().count()).isEqualTo(1);
    }

    @Test
    public void letsNobodyElsePublish() {
        byte[] params = fair.params(fair.deal(10, 260));
        for (int stranger : new int[] {ALICE, OWNER, OTHER_WORKER, BOB}) {
            fails(ExitCode.USR_FORBIDDEN, stranger, params);
        }
        fair.minerFails(ExitCode.USR_FORBIDDEN, fair.miner, PUBLISH_STORAGE_DEALS, params);
    }

    @Test
    public void refusesACallWithoutDeals() {
        fails(ExitCode.USR_ILLEGAL_ARGUMENT, WORKER, Fair.params(new ClientDealProposal[0]));
        fails(ExitCode.USR_SERIALIZATION, WORKER, new byte[] {(byte) 0x80});
        fails(ExitCode.USR_SERIALIZATION, WORKER, new byte[0]);
    }

    @Test
    public void refusesAProviderThatIsNoMiner() {
        Address client = world.key(ALICE).address();
        fails(ExitCode.USR_ILLEGAL_ARGUMENT, WORKER, fair.params(fair.deal(client, World.account(WORKER), 10, 260)));
        fails(ExitCode.USR_ILLEGAL_ARGUMENT, WORKER, fair.params(fair.deal(client, Address.id(9999), 10, 260)));
        Address nobody = World.key("nobody").address();
        fails(ExitCode.USR_NOT_FOUND, WORKER, fair.params(fair.deal(client, nobody, 10, 260)));
    }

    @Test
    public void dropsDealsThatAreBadAndTellsWhichAreNot() {
        DealProposal good = fair.deal(10, 260);
        DealProposal late = fair.deal(0, 260);
        DealProposal bobs = fair.deal(world.key(BOB).address(), fair.miner, 20, 270);
        DealProposal others = fair.deal(world.key(ALICE).address(), fair.otherMiner, 10, 260);
        Published published = fair.publish(
                fair.signed(ALICE, late),
                fair.signed(ALICE, good),
                fair.signed(BOB, fair.deal(10, 260)),
                fair.signed(BOB, bobs),
                fair.signed(ALICE, good),
                fair.signed(ALICE, others));
        assertThat(published.accepted()).isEqualTo(BitField.of(1, 3));
        assertThat(published.ids()).containsExactly(0L, 1L);
        assertThat(fair.state().proposals().get(1)).contains(bobs.between(World.account(BOB), fair.miner));
        assertThat(fair.state().proposals().count()).isEqualTo(2);
    }

    @Test
    public void countsDealsInTheOrderTheyAreAcceptedOverSeveralCalls() {
        assertThat(fair.publish(fair.deal(10, 260))).isZero();
        Published published =
                fair.publish(fair.signed(ALICE, fair.deal(10, 260)), fair.signed(ALICE, fair.deal(10, 260)));
        assertThat(published.ids()).containsExactly(1L, 2L);
        assertThat(fair.state().ops().at(Epoch.of(241))).containsExactly(1L);
        assertThat(fair.state().ops().at(Epoch.of(242))).containsExactly(2L);
    }

    @Test
    public void dropsADealThatIsPublishedAlready() {
        DealProposal deal = fair.deal(10, 260);
        fair.publish(deal);
        fair.drops(deal, "published already");
        DealProposal byId = fair.deal(10, 260).between(ALICE_ID, fair.miner);
        fair.publish(byId);
        fair.drops(byId.between(world.key(ALICE).address(), fair.miner), "published already");
    }

    @Test
    public void dropsADealItsClientDidNotSign() {
        DealProposal deal = fair.deal(10, 260);
        fair.drops(fair.signed(BOB, deal), "the signature is not");
        byte[] other = ClientDealProposal.encode(fair.deal(10, 260));
        fair.drops(
                new ClientDealProposal(
                        deal,
                        ClientDealProposal.encode(deal),
                        world.key(ALICE).sign(other).toBytes()),
                "the signature is not");
        fair.drops(Fair.with(deal, 3, fair.miner), "the signature is not");
        fair.drops(
                new ClientDealProposal(deal, ClientDealProposal.encode(deal), new byte[] {9, 9}),
                "the signature is not");
    }

    @Test
    public void dropsADealWithoutMoneyBehindIt() {
        DealProposal deal = fair.deal(10, 260);
        fair.drops(Fair.with(deal, 8, fil("0.4")), "the client has 100 FIL for deals of 101 FIL");
        fair.drops(Fair.with(deal, 9, fil("100.1")), "the provider has 100 FIL for collaterals of 100.1 FIL");
    }

    @Test
    public void countsTheMoneyOfAllDealsOfACall() {
        DealProposal half = Fair.with(fair.deal(10, 260), 8, fil("0.2"));
        DealProposal again = Fair.with(fair.deal(10, 260), 8, fil("0.2"));
        Published published = fair.publish(fair.signed(ALICE, half), fair.signed(ALICE, again));
        assertThat(published.accepted()).isEqualTo(BitField.of(0));
        DealProposal costly = Fair.with(fair.deal(10, 260), 9, fil("50"));
        DealProposal costlier = Fair.with(fair.deal(10, 260), 9, fil("50"));
        published = fair.publish(fair.signed(ALICE, costly), fair.signed(ALICE, costlier));
        assertThat(published.accepted()).isEqualTo(BitField.of(0));
    }

    @Test
    public void takesEveryLastAttoFil() {
        DealProposal all = Fair.with(Fair.with(fair.deal(10, 260), 8, fil("0.396")), 9, fil("100"));
        fair.publish(all);
        assertThat(fair.locked(ALICE_ID)).isEqualTo(fil("100"));
        assertThat(fair.locked(fair.miner)).isEqualTo(fil("100"));
    }

    @Test
    public void dropsDealsWithValuesOutOfBounds() {
        DealProposal deal = fair.deal(10, 260);
        fair.drops(Fair.with(deal, 5, DealLabel.ofText("x".repeat(257))), "label of 257 bytes");
        fair.drops(Fair.with(deal, 1, 127L), "a piece of 127 bytes");
        fair.drops(Fair.with(deal, 1, 192L), "a piece of 192 bytes");
        fair.drops(Fair.with(deal, 0, Cid.v1(Cid.RAW, deal.pieceCid().multihash())), "no CID of a piece");
        fair.drops(
                Fair.with(deal, 0, Cid.v1(Cid.FIL_COMMITMENT_UNSEALED, Multihash.sha256(new byte[1]))),
                "no CID of a piece");
        fair.drops(Fair.with(deal, 7, Epoch.of(10)), "it ends at 10 and starts at 10");
        fair.drops(Fair.with(deal, 6, Epoch.of(0)), "its start at 0 is over at 1");
        fair.drops(Fair.with(deal, 6, Epoch.of(-5)), "its start at -5 is over at 1");
        fair.drops(Fair.with(deal, 7, Epoch.of(249)), "it lasts 239 epochs");
        fair.drops(Fair.with(deal, 7, Epoch.of(12_011)), "it lasts 12001 epochs");
        fair.drops(fair.deal(Long.MAX_VALUE - 239, Long.MAX_VALUE), "it lasts 239 epochs");
        fair.drops(Fair.with(deal, 8, TokenAmount.atto(-1)), "a price of");
        fair.drops(Fair.with(deal, 8, fil("2000000001")), "a price of");
        fair.drops(Fair.with(deal, 9, fil("2000000001")), "a provider's collateral of");
        fair.drops(Fair.with(deal, 10, TokenAmount.atto(-1)), "a client's collateral of");
        fair.drops(Fair.with(deal, 10, fil("2000000001")), "a client's collateral of");
        fair.publish(Fair.with(deal, 5, DealLabel.ofBytes(new byte[256])));
    }

    @Test
    public void refusesTextThatIsNotUtf8() {
        DealProposal deal = Fair.with(fair.deal(10, 260), 5, DealLabel.ofRawText(new byte[] {(byte) 0xff}));
        fails(ExitCode.USR_SERIALIZATION, WORKER, fair.params(deal));
    }

    @Test
    public void wantsAHundredthOfWhatCirculatesForThePiecesShareOfThePower() {
        world.at(2);
        TokenAmount circulating = io.fondaco.chain.actors.Machine.circulating(world.tree(), Fair.POLICY);
        TokenAmount least = circulating.times(2048).dividedBy(100L << 40);
        assertThat(least).isGreaterThan(TokenAmount.ZERO);
        DealProposal deal = Fair.with(fair.deal(10, 260), 9, least.minus(TokenAmount.atto(1)));
        fair.drops(deal, "a provider's collateral of");
        fair.publish(Fair.with(deal, 9, least));
    }

    @Test
    public void dropsVerifiedDealsWhereNobodyHandsOutDataCap() {
        fair.drops(Fair.with(fair.deal(10, 260), 2, true), "no data cap");
    }

    @Test
    public void takesADealThatStartsNow() {
        fair.publish(fair.deal(1, 241));
        assertThat(fair.state().ops().at(Epoch.of(240))).containsExactly(0L);
    }

    @Test
    public void saysNothingOfDealsThatAreFine() {
        Applied applied =
                world.send(WORKER, MARKET, PUBLISH_STORAGE_DEALS, fair.params(fair.deal(10, 260)), TokenAmount.ZERO);
        assertThat(applied.notes()).isEqualTo(List.of());
    }
}
