package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Deal.COLLATERAL;
import static io.fondaco.market.arfleet.internal.Deal.EVERY;
import static io.fondaco.market.arfleet.internal.Deal.RESPONSE;
import static io.fondaco.market.arfleet.internal.Deal.REWARD;
import static io.fondaco.market.arfleet.internal.Deal.SLASH;
import static io.fondaco.market.arfleet.internal.Stage.CLIENT;
import static io.fondaco.market.arfleet.internal.Stage.PROVIDER;
import static io.fondaco.market.arfleet.internal.Stage.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

/** The ten defects of ArFleet's own deals, each as an attack, and what it comes to here. */
public class DealDefectsTest {

    private static final long SUPPLY = 1_000_000;

    @Test
    public void d1GarbageInsideTheWindowIsSlashedCountedAndClosesTheChallenge() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 5).activate();
        deal.stage.now = deal.begins(0);
        deal.tick(PROVIDER);
        assertThat(deal.prove(0, "garbage".getBytes(StandardCharsets.UTF_8))).isEqualTo("Missed");
        JsonNode state = deal.state();
        assertThat(state.path("Slashed").asInt()).isEqualTo(SLASH);
        assertThat(state.path("Misses").asInt()).isEqualTo(1);
        assertThat(state.path("Period").asInt()).isEqualTo(1);
        assertThat(deal.prove(0, deal.answer(0))).isEqualTo("Refused");
        assertThat(deal.show(1)).isEqualTo("Passed");
    }

    @Test
    public void d2TheTwoNodesBelowTheRootPassNoChallenge() throws Exception {
        for (Kind kind : Kind.values()) {
            Deal deal = new Deal(kind, 4, 3).activate();
            deal.stage.now = deal.begins(0);
            deal.tick(STRANGER);
            deal.tick(STRANGER);
            List<byte[]> proof = deal.tree.proof(0);
            byte[] leaf = ChunkTree.leaf(kind, 0, deal.chunks[0]);
            byte[] left = ChunkTree.node(kind, 1, leaf, proof.get(0));
            String both = java.util.Base64.getEncoder()
                    .encodeToString(java.nio.ByteBuffer.allocate(64)
                            .put(left)
                            .put(proof.get(1))
                            .array());
            if (kind == Kind.ARFLEET) {
                String bits = deal.classicChallenge();
                String answer = "{\"Challenge\":\"" + bits + "\",\"Path\":[],\"Leaf\":\"" + both + "\"}";
                deal.stage.send(
                        PROVIDER, deal.id, answer.getBytes(StandardCharsets.UTF_8), "Action", "SubmitChallenge");
            } else {
                long[] asked = deal.challenge(0).leaves(deal.secrets.secret(0), deal.terms);
                StringBuilder answer = new StringBuilder("[");
                for (long index : asked) {
                    answer.append(answer.length() > 1 ? "," : "")
                            .append("{\"index\":" + index + ",\"chunk\":\"" + both + "\",\"proof\":[]}");
                }
                deal.prove(0, answer.append(']').toString().getBytes(StandardCharsets.UTF_8));
            }
            assertThat(deal.state().path("Passes").asInt()).isZero();
            assertThat(deal.state().path("Slashed").asInt()).isEqualTo(SLASH);
        }
    }

    @Test
    public void d3WhoNeverShowsAnythingIsPaidNothingAndTheClientHasItsMoneyBackAndMore() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 5).activate();
        deal.stage.now = deal.begins(5) + EVERY;
        deal.tick(CLIENT);
        assertThat(deal.status()).isEqualTo("Forfeited");
        assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 - COLLATERAL);
        assertThat(deal.balance(CLIENT)).isEqualTo(10_000 + COLLATERAL);
        assertThat(deal.balance(deal.id)).isZero();
    }

    /** Around and beyond what fits into the machine's integers, in which the deal computes what does. */
    @Test
    public void d4ThreeMissesInARowTakeAllThatIsLeftOfTheCollateral() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 9).activate();
        assertThat(deal.show(0)).isEqualTo("Passed");
        deal.stage.now = deal.begins(2) + RESPONSE + 1;
        deal.tick(STRANGER);
        assertThat(deal.state().path("Slashed").asInt()).isEqualTo(2 * SLASH);
        assertThat(deal.state().path("Collateral").asInt()).isEqualTo(COLLATERAL - 2 * SLASH);
        deal.stage.now = deal.begins(3) + RESPONSE + 1;
        deal.tick(STRANGER);
        assertThat(deal.status()).isEqualTo("Forfeited");
        assertThat(deal.state().path("Collateral").asInt()).isZero();
        assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 - COLLATERAL + REWARD / 9);
        assertThat(deal.all()).isEqualTo(SUPPLY);
    }

    @Test
    public void d4AMissBetweenPassesCostsOneSlashAndNoMore() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 6).activate();
        for (int period = 0; period < 6; period += 2) {
            deal.show(period);
            deal.stage.now = deal.begins(period + 1) + RESPONSE + 1;
            deal.tick(CLIENT);
        }
        assertThat(deal.status()).isEqualTo("Expired");
        assertThat(deal.state().path("Slashed").asInt()).isEqualTo(3 * SLASH);
        assertThat(deal.balance(CLIENT)).isGreaterThan(10_000 - REWARD / 2 - 2);
        assertThat(deal.all()).isEqualTo(SUPPLY);
    }

    @Test
    public void d5TheLastLeafOfATreeThatIsNoPowerOfTwoIsDrawnNoMoreOftenThanOthers() {
        Deal deal = new Deal(Kind.SEPARATED, 9, 60, 16).activate();
        int[] times = new int[9];
        for (int period = 0; period < 60; period++) {
            deal.stage.now = deal.begins(period);
            deal.tick(PROVIDER);
            for (long leaf : deal.challenge(period).leaves(deal.secrets.secret(period), deal.terms)) {
                times[(int) leaf]++;
            }
            deal.prove(period, deal.answer(period));
        }
        assertThat(deal.state().path("Passes").asInt()).isEqualTo(60);
        // 960 draws: 107 each, with a deviation below 10.
        for (int seen : times) {
            assertThat(seen).isBetween(70, 145);
        }
    }

    @Test
    public void d6NobodyKnowsTheLeavesBeforeTheScheduleHasSignedTheBeginningAndTheProviderRevealed() {
        Deal deal = new Deal(Kind.SEPARATED, 1000, 3).activate();
        deal.stage.now = deal.begins(0);
        String before = deal.stage.nextChain(deal.id);
        deal.tick(PROVIDER);
        String after = deal.challenge(0).chain();
        assertThat(after).isNotEqualTo(before);
        // Messages that follow change nothing any more.
        for (int i = 0; i < 5; i++) {
            deal.tick(PROVIDER);
        }
        assertThat(deal.challenge(0).chain()).isEqualTo(after);
        byte[] other = new SecretChain(new byte[] {9}, 10).secret(0);
        assertThat(deal.challenge(0).leaves(other, deal.terms))
                .isNotEqualTo(deal.challenge(0).leaves(deal.secrets.secret(0), deal.terms));
        deal.stage.send(
                PROVIDER,
                deal.id,
                deal.answer(0),
                "Action",
                "Prove",
                "Period",
                "0",
                "Secret",
                HexFormat.of().formatHex(other));
        assertThat(deal.stage.last(PROVIDER, "Error")).contains("committed to");
        assertThat(deal.state().path("Misses").asInt()).isZero();
        assertThat(deal.prove(0, deal.answer(0))).isEqualTo("Passed");
    }

    @Test
    public void d6TheClientStirsWithWhatItCommittedToAndNothingElse() {
        Deal deal = new Deal(Kind.SEPARATED, 1000, 5).activate();
        deal.stage.now = deal.begins(0);
        String stir = HexFormat.of().formatHex(deal.stirs.secret(0));
        deal.stage.send(CLIENT, deal.id, "Action", "Tick", "Stir", "00".repeat(32));
        assertThat(deal.challenge(0).stir()).isEmpty();
        deal.stage.send(CLIENT, deal.id, "Action", "Tick", "Stir", stir);
        assertThat(deal.challenge(0).stir()).as("too late").isEmpty();
        assertThat(deal.prove(0, deal.answer(0))).isEqualTo("Passed");
        deal.stage.now = deal.begins(1);
        deal.stage.send(STRANGER, deal.id, "Action", "Tick", "Stir", stir);
        assertThat(deal.challenge(1).stir()).isEmpty();
        assertThat(deal.prove(1, deal.answer(1))).isEqualTo("Passed");
        deal.stage.now = deal.begins(2);
        String second = HexFormat.of().formatHex(deal.stirs.secret(2));
        deal.stage.send(CLIENT, deal.id, "Action", "Tick", "Stir", second);
        assertThat(deal.challenge(2).stir()).isEqualTo(second);
        assertThat(deal.prove(2, deal.answer(2))).isEqualTo("Passed");
    }

    @Test
    public void d7PeriodsPassByTheClockWhetherTheProviderAsksOrNot() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 8).activate();
        deal.stage.now = deal.begins(0) - 1;
        assertThat(deal.prove(0, new byte[0])).isEqualTo("Refused");
        assertThat(deal.stage.last(PROVIDER, "Error")).startsWith("Too early");
        deal.stage.now = deal.begins(0) + RESPONSE;
        deal.tick(STRANGER);
        assertThat(deal.state().path("Misses").asInt()).isZero();
        deal.stage.now++;
        deal.tick(STRANGER);
        assertThat(deal.state().path("Misses").asInt()).isEqualTo(1);
        deal.stage.now = deal.begins(1) + RESPONSE + 1;
        assertThat(deal.prove(1, new byte[0])).isEqualTo("Refused");
        assertThat(deal.state().path("Misses").asInt()).isEqualTo(2);
    }

    @Test
    public void d8PayoutsAreTransfersWhoseQuantitiesAreStrings() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 2).activate();
        deal.show(0);
        deal.stage.send(PROVIDER, deal.id, "Action", "Withdraw");
        assertThat(deal.balance(PROVIDER)).isEqualTo(10_000 - COLLATERAL + REWARD / 2);
        assertThat(deal.state().path("Sending")).isEmpty();
        assertThat(deal.state().path("Paid").path(PROVIDER).asText()).isEqualTo(Integer.toString(REWARD / 2));
    }

    @Test
    public void d9WhatIsSlashedIsTheClientsAndAShareOfItTheWatchers() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 5).activate();
        deal.stage.now = deal.begins(0) + RESPONSE + 1;
        deal.tick(STRANGER);
        assertThat(deal.owed(STRANGER)).isEqualTo(SLASH / 10);
        assertThat(deal.owed(CLIENT)).isEqualTo(SLASH - SLASH / 10 + REWARD / 5);
        deal.stage.now = deal.begins(1) + RESPONSE + 1;
        deal.tick(PROVIDER);
        assertThat(deal.owed(PROVIDER))
                .as("nobody is paid for telling of themselves")
                .isZero();
    }

    /** The tenth defect is in the marketplace: see {@link MarketplaceTest}. Here: what was agreed on cannot be changed. */
    @Test
    public void d10WhatADealBindsIsItsOwnItem() {
        Deal deal = new Deal(Kind.SEPARATED, 13, 5);
        assertThat(Programs.DEAL.hash()).hasSize(64);
        assertThat(DealTerms.of(deal.terms.tags())).isEqualTo(deal.terms);
        List<io.fondaco.ao.Tag> twice = new java.util.ArrayList<>(deal.terms.tags());
        twice.add(new io.fondaco.ao.Tag("Reward", "1"));
        String bad = deal.stage.spawn(Programs.DEAL, CLIENT, twice);
        assertThat(deal.stage.ask(bad, "Action", "GetState").path("Status").asText())
                .isEqualTo("Invalid");
    }

    // ---- renewal, the words of ArFleet's own, wrong answers
}
