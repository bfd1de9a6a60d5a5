package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Deal.COLLATERAL;
import static io.fondaco.market.arfleet.internal.Deal.RESPONSE;
import static io.fondaco.market.arfleet.internal.Deal.REWARD;
import static io.fondaco.market.arfleet.internal.Deal.SLASH;
import static io.fondaco.market.arfleet.internal.Stage.CLIENT;
import static io.fondaco.market.arfleet.internal.Stage.PROVIDER;
import static io.fondaco.market.arfleet.internal.Stage.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

/** Deals from their beginning to their end, and what does not move them. */
public class DealProcessTest {

    private static final long SUPPLY = 1_000_000;

    @Test
    public void aDealThatIsShownInEveryPeriodPaysTheProviderToTheUnitAndGivesItsCollateralBack() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 7).activate();
        for (int period = 0; period < 7; period++) {
            assertThat(deal.show(period)).isIn("Passed", "Credit-Notice");
        }
        JsonNode state = deal.state();
        assertThat(state.path("Status").asText()).isEqualTo("Expired");
        assertThat(state.path("Passes").asInt()).isEqualTo(7);
        assertThat(state.path("Paid").path(PROVIDER).asLong()).isEqualTo(REWARD + COLLATERAL);
        assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 + REWARD);
        assertThat(deal.balance(CLIENT)).isEqualTo(10_000 - REWARD);
        assertThat(deal.balance(deal.id)).isZero();
        assertThat(deal.all()).isEqualTo(SUPPLY);
    }

    @Test
    public void activatesWhenBothHavePaidAndTheProviderHasAcceptedWhateverTheOrder() {
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 0, 2), List.of(2, 0, 1))) {
            Deal deal = new Deal(Kind.SEPARATED, 4, 2);
            for (int step : order) {
                assertThat(deal.status()).isEqualTo("Created");
                switch (step) {
                    case 0 -> deal.pay(CLIENT, REWARD);
                    case 1 -> deal.accept();
                    default -> deal.pay(PROVIDER, COLLATERAL);
                }
            }
            assertThat(deal.status()).isEqualTo("Activated");
        }
    }

    @Test
    public void moneyThatIsTooMuchOrTooLateOrAStrangersGoesBack() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 2);
        deal.pay(CLIENT, REWARD - 1);
        deal.pay(CLIENT, 10);
        assertThat(deal.balance(CLIENT)).isEqualTo(10_000 - REWARD);
        deal.pay(STRANGER, 5);
        deal.accept();
        deal.pay(PROVIDER, COLLATERAL + 7);
        assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 - COLLATERAL);
        deal.pay(CLIENT, 3);
        deal.pay(PROVIDER, 3);
        assertThat(deal.balance(deal.id)).isEqualTo(REWARD + COLLATERAL);
        assertThat(deal.status()).isEqualTo("Activated");
        assertThat(deal.all()).isEqualTo(SUPPLY);
    }

    @Test
    public void dustFromManyAccountsDoesNotFillTheState() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 2).activate();
        for (int i = 0; i < 50; i++) {
            String one = Stage.address("stranger " + i);
            deal.pay(STRANGER, 1);
            deal.stage.send(STRANGER, deal.token, "Action", "Transfer", "Recipient", one, "Quantity", "1");
            deal.pay(one, 1);
            assertThat(deal.balance(one)).isEqualTo(1);
        }
        assertThat(deal.state().path("Paid")).hasSize(1);
        assertThat(deal.state().path("Paid").path("others").asInt()).isEqualTo(100);
    }

    @Test
    public void aMissThatANoticeOfTheTokenBringsUpHasNoWatcher() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 3).activate();
        deal.stage.now = deal.begins(0) + Deal.RESPONSE + 1;
        deal.pay(STRANGER, 1);
        assertThat(deal.state().path("Misses").asInt()).isEqualTo(1);
        assertThat(deal.owed(deal.token)).isZero();
        assertThat(deal.owed(CLIENT)).isEqualTo(Deal.SLASH + Deal.REWARD / 3);
    }

    @Test
    public void moneyOfAnotherTokenGoesBackToWhereItCameFrom() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 2);
        String other = deal.stage.spawn(Programs.TOKEN, CLIENT, Stage.tags("Supply", "50"));
        deal.stage.send(CLIENT, other, "Action", "Transfer", "Recipient", deal.id, "Quantity", "50");
        assertThat(deal.stage.balance(other, CLIENT)).isEqualTo(50);
        assertThat(deal.state().path("Received").asText()).isEqualTo("0");
        // Nobody but the token tells of credits.
        deal.stage.send(CLIENT, deal.id, "Action", "Credit-Notice", "Sender", CLIENT, "Quantity", "1003");
        assertThat(deal.state().path("Reward").asText()).isEqualTo("0");
    }

    @Test
    public void aCreditNoticeForAnotherDealIsNotCountedHere() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 2);
        deal.stage.assign(
                deal.token,
                Stage.address("another deal"),
                deal.id,
                "Action",
                "Credit-Notice",
                "Sender",
                CLIENT,
                "Quantity",
                Integer.toString(REWARD));
        assertThat(deal.state().path("Received").asText()).isEqualTo("0");
        deal.stage.assign(CLIENT, Stage.address("another deal"), deal.id, "Action", "Cancel");
        assertThat(deal.status()).isEqualTo("Created");
    }

    @Test
    public void aDealThatIsNotActivatedInTimeOrCalledOffGivesAllBack() {
        Deal late = new Deal(Kind.SEPARATED, 4, 2);
        late.pay(CLIENT, REWARD);
        late.accept();
        late.stage.now += 600_001;
        late.tick(STRANGER);
        assertThat(late.status()).isEqualTo("Cancelled");
        assertThat(late.balance(CLIENT)).isEqualTo(10_000);
        late.pay(PROVIDER, COLLATERAL);
        assertThat(late.balance(PROVIDER)).isEqualTo(10_000);
        Deal calledOff = new Deal(Kind.SEPARATED, 4, 2);
        calledOff.pay(PROVIDER, COLLATERAL);
        calledOff.stage.send(PROVIDER, calledOff.id, "Action", "Cancel");
        assertThat(calledOff.status()).isEqualTo("Created");
        calledOff.stage.send(CLIENT, calledOff.id, "Action", "Cancel");
        assertThat(calledOff.status()).isEqualTo("Cancelled");
        assertThat(calledOff.balance(PROVIDER)).isEqualTo(10_000);
        Deal active = new Deal(Kind.SEPARATED, 4, 2).activate();
        active.stage.send(CLIENT, active.id, "Action", "Cancel");
        assertThat(active.status()).isEqualTo("Activated");
    }

    @Test
    public void parametersThatAreNoDealTakeNobodysMoney() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 2);
        for (String[] change : new String[][] {
            {"Leaves", "0"},
            {"Leaves", "x"},
            {"Response", "70000"},
            {"Merkle-Root", "zz".repeat(32)},
            {"Client", PROVIDER},
            {"Reward", "-1"},
            {"Tree", "oak"},
            {"Watcher-Share", "1000001"},
            {"Chunk-Bytes", "99999999999999999999"}
        }) {
            List<io.fondaco.ao.Tag> tags = deal.terms.tags().stream()
                    .map(tag -> tag.name().equals(change[0]) ? new io.fondaco.ao.Tag(change[0], change[1]) : tag)
                    .toList();
            String bad = deal.stage.spawn(Programs.DEAL, CLIENT, tags);
            JsonNode state = deal.stage.ask(bad, "Action", "GetState");
            assertThat(state.path("Status").asText()).as(change[0]).isEqualTo("Invalid");
            assertThat(state.path("Why").asText()).isNotEmpty().doesNotContain("module:");
            deal.stage.send(CLIENT, deal.token, "Action", "Transfer", "Recipient", bad, "Quantity", "5");
            assertThat(deal.balance(CLIENT)).isEqualTo(10_000);
        }
    }

    @Test
    public void nobodyButTheTwoOfThemMovesADeal() {
        Deal deal = new Deal(Kind.SEPARATED, 4, 3);
        for (String[] tags : new String[][] {
            {"Action", "Accept", "Commitment", "00".repeat(32)},
            {"Action", "Cancel"},
            {"Action", "Accept-Renewal", "Periods", "1", "Reward", "1"},
            {"Action", "Prove", "Period", "0", "Secret", "00".repeat(32)},
            {"Action", "Withdraw"},
            {"Action", "Debit-Notice", "X-Payout", "1"},
            {"Action", "Transfer-Error", "X-Payout", "1"},
            {"Action", "Eval"},
            {"Action", "Slash"}
        }) {
            JsonNode before = deal.state();
            Outcome outcome =
                    deal.stage.send(STRANGER, deal.id, "Status = 'Activated'".getBytes(StandardCharsets.UTF_8), tags);
            assertThat(outcome.error()).as(tags[1]).isEmpty();
            assertThat(deal.state()).as(tags[1]).isEqualTo(before);
        }
        deal.activate();
        Outcome evaluated = deal.stage.send(
                CLIENT, deal.id, "Status = 'Cancelled'".getBytes(StandardCharsets.UTF_8), "Action", "Eval");
        assertThat(evaluated.error()).isEmpty();
        assertThat(deal.status()).isEqualTo("Activated");
    }

    // ---- the ten defects

    @Test
    public void amountsOfAnySizeAreSharedOutToTheUnit() {
        for (String text : List.of("1", "99999999999999", "999999999999999", "1000000000000000000000003")) {
            BigInteger unit = new BigInteger(text);
            Deal deal = new Deal(Kind.SEPARATED, 13, 7, 3, unit).activate();
            BigInteger reward = deal.units(REWARD);
            for (int period = 0; period < 3; period++) {
                assertThat(deal.show(period)).isEqualTo("Passed");
                BigInteger earned =
                        reward.multiply(BigInteger.valueOf(period + 1)).divide(BigInteger.valueOf(7));
                assertThat(deal.state().path("Owed").path(PROVIDER).asText())
                        .as(text + ", period " + period)
                        .isEqualTo(earned.toString());
            }
            deal.stage.now = deal.begins(3) + RESPONSE + 1;
            deal.tick(STRANGER);
            JsonNode state = deal.state();
            assertThat(state.path("Slashed").asText())
                    .isEqualTo(deal.units(SLASH).toString());
            assertThat(state.path("Collateral").asText())
                    .isEqualTo(deal.units(COLLATERAL - SLASH).toString());
            assertThat(state.path("Owed").path(STRANGER).asText())
                    .isEqualTo(deal.units(SLASH)
                            .multiply(BigInteger.valueOf(100_000))
                            .divide(BigInteger.valueOf(1_000_000))
                            .toString());
            assertThat(state.path("Kept")).isEqualTo(state.path("Received"));
        }
    }

    @Test
    public void aProviderThatHasNothingLeftToLoseIsHeldNoLonger() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 60).activate();
        int misses = 0;
        for (int period = 0; deal.status().equals("Activated"); period += 2) {
            assertThat(deal.show(period)).isEqualTo("Passed");
            deal.stage.now = deal.begins(period + 1) + RESPONSE + 1;
            deal.tick(CLIENT);
            misses++;
        }
        assertThat(misses).isEqualTo((COLLATERAL + SLASH - 1) / SLASH);
        assertThat(deal.status()).isEqualTo("Forfeited");
        assertThat(deal.state().path("Slashed").asInt()).isEqualTo(COLLATERAL);
        assertThat(deal.all()).isEqualTo(SUPPLY);
    }

    @Test
    public void aRenewalGoesOnWhereTheDealWouldHaveEnded() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 2).activate();
        deal.pay(CLIENT, 500, "X-Renew-Periods", "3");
        deal.stage.send(PROVIDER, deal.id, "Action", "Accept-Renewal", "Periods", "3", "Reward", "499");
        assertThat(deal.stage.last(PROVIDER, "Action")).isEqualTo("Refused");
        deal.stage.send(PROVIDER, deal.id, "Action", "Accept-Renewal", "Periods", "3", "Reward", "500");
        assertThat(deal.state().path("Periods").asInt()).isEqualTo(5);
        for (int period = 0; period < 5; period++) {
            deal.show(period);
        }
        assertThat(deal.status()).isEqualTo("Expired");
        assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 + REWARD + 500);
        Deal lonely = new Deal(Kind.SEPARATED, 13, 1).activate();
        lonely.pay(CLIENT, 500, "X-Renew-Periods", "3");
        lonely.show(0);
        assertThat(lonely.balance(CLIENT)).isEqualTo(10_000 - REWARD);
        assertThat(lonely.balance(lonely.id)).isZero();
    }

    @Test
    public void aProviderOfArFleetsOwnIsAskedAndAnswersInItsWords() throws Exception {
        for (int leaves : new int[] {1, 2, 5, 9}) {
            Deal deal = new Deal(Kind.ARFLEET, leaves, 6).activate();
            for (int period = 0; period < 6; period++) {
                deal.stage.now = deal.begins(period);
                deal.tick(PROVIDER);
                String bits = deal.classicChallenge();
                assertThat(bits).matches("[01]{256}");
                long index = Answer.index(bits, ChunkTree.depth(Kind.ARFLEET, leaves));
                assertThat(index).isLessThan(leaves);
                byte[] answer = Answer.classic(deal.tree, i -> deal.chunks[(int) i], index, bits);
                deal.stage.send(PROVIDER, deal.id, answer, "Action", "SubmitChallenge");
            }
            assertThat(deal.state().path("Passes").asInt()).isEqualTo(6);
            assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 + REWARD);
        }
    }

    @Test
    public void proofsOfOtherLeavesDealsPeriodsAndShapesAreMisses() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 60).activate();
        Deal other = new Deal(Kind.SEPARATED, 14, 60);
        String good = null;
        int period = 0;
        List<java.util.function.UnaryOperator<String>> changes = List.of(
                json -> "",
                json -> "null",
                json -> "{}",
                json -> "[]",
                json -> "[1,2,3]",
                json -> json.replaceFirst("\"index\":\\d+", "\"index\":12345"),
                json -> json.replaceFirst("\"index\":", "\"index\":-"),
                json -> json.replaceFirst("\"proof\":\\[\"[0-9a-f]{64}\",", "\"proof\":["),
                json -> json.replaceFirst("\"proof\":\\[", "\"proof\":[\"" + "ab".repeat(32) + "\","),
                json -> json.replaceFirst("\"proof\":\\[\"..", "\"proof\":[\"ff"),
                json -> json.replaceFirst("\"chunk\":\"..", "\"chunk\":\"AA"),
                json -> json.replaceFirst("\"chunk\":\"[^\"]*\"", "\"chunk\":\"\""),
                json -> json.replaceFirst("\"chunk\":\"[^\"]*\"", "\"chunk\":7"),
                json -> json.replaceFirst("\"chunk\":\"", "\"chunk\":\"%%%%"),
                json -> json.substring(0, json.length() / 2),
                json -> "[".repeat(5000));
        for (var change : changes) {
            if (deal.state().path("Misses").asInt() == 4) {
                // One more, and nothing is left of the collateral.
                deal = new Deal(Kind.SEPARATED, 13, 60).activate();
                period = 0;
            }
            deal.stage.now = deal.begins(period);
            deal.tick(PROVIDER);
            good = new String(deal.answer(period), StandardCharsets.UTF_8);
            String bad = change.apply(good);
            assertThat(bad).isNotEqualTo(good);
            assertThat(deal.prove(period, bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isEqualTo("Missed");
            assertThat(deal.state().path("Misses").asInt()).isEqualTo(period / 2 + 1);
            period++;
            assertThat(deal.show(period)).isEqualTo("Passed");
            period++;
        }
        assertThat(other.terms.root()).isNotEqualTo(deal.terms.root());
    }
}
