package io.fondaco.market.arfleet.internal.receipt;

import static io.fondaco.market.arfleet.internal.DealForReceipts.COLLATERAL;
import static io.fondaco.market.arfleet.internal.DealForReceipts.REWARD;
import static io.fondaco.market.arfleet.internal.DealForReceipts.SLASH;
import static io.fondaco.market.arfleet.internal.DealForReceipts.get;
import static io.fondaco.market.arfleet.internal.DealForReceipts.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.ArFleet.Check;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts.Verdict;
import io.fondaco.market.arfleet.internal.Programs;
import io.fondaco.testing.kit.JsProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class ReceiptsTest extends ReceiptCase {
    @Test
    public void aReceiptShowsWhatTheDealCameToAndSoDoesTheUnit() {
        Verdict verdict = verify(receipt);
        assertThat(verdict.checks())
                .as(verdict.toString())
                .allMatch(Check::holds)
                .hasSize(8);
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.process()).isEqualTo(deal);
        assertThat(verdict.client()).isEqualTo(house.client());
        assertThat(verdict.provider()).isEqualTo(house.provider());
        assertThat(verdict.scheduler()).isEqualTo(house.unit().address());
        assertThat(verdict.status()).isEqualTo("Expired");
        assertThat(verdict.passes()).isEqualTo(3);
        assertThat(verdict.misses()).isEqualTo(1);
        assertThat(verdict.reward()).isEqualTo(Integer.toString(REWARD));
        assertThat(verdict.collateral()).isEqualTo(Integer.toString(COLLATERAL));
        assertThat(verdict.received()).isEqualTo(Integer.toString(REWARD + COLLATERAL));
        assertThat(verdict.slashed()).isEqualTo(Integer.toString(SLASH));
        // What the second of four periods earns is 1003 * 2 / 4 - 1003 / 4.
        assertThat(verdict.paid()).isEqualTo(Integer.toString(REWARD - 251 + COLLATERAL - SLASH));
        assertThat(verdict.lines())
                .isEqualTo(house.unit().process(deal).orElseThrow().scheduled());
        assertThat(verdict.at().orElseThrow().toEpochMilli())
                .isEqualTo(house.unit().latest(deal).assignment().timestamp());
        assertThat(verdict.stateHash())
                .isEqualTo(get(house.unit().stateHash(deal)).hash());
    }

    @Test
    public void aReceiptIsABundleOfTheProgramTheProcessAndItsLinesAndNothingElse() {
        assertThat(items.get(0).data()).isEqualTo(Programs.DEAL.code());
        assertThat(items.get(1).id()).isEqualTo(deal);
        List<DataItem> lines = new ArrayList<>();
        house.unit().schedule(deal, 0, 1000).forEach(line -> {
            lines.add(line.message());
            lines.add(line.assignment().item());
        });
        assertThat(items.subList(1, items.size())).isEqualTo(lines);
        assertThat(write(deal)).isEqualTo(receipt);
    }

    @Test
    public void arbundlesTakesAReceiptForTheBundleItIs() throws IOException {
        Path folder = Path.of("../../ao/api/src/test/js");
        assumeTrue(JsProcess.available(folder, "@dha-team/arbundles"));
        try (JsProcess js = new JsProcess(folder, "items.mjs", Map.of())) {
            JsonNode read = js.ask(
                            "unbundle", Map.of("bundle", Base64.getEncoder().encodeToString(receipt)))
                    .join();
            assertThat(read.get("valid").asBoolean()).isTrue();
            assertThat(read.get("ids"))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(items.stream().map(DataItem::id).toList());
        }
    }

    @Test
    public void theReceiptOfADealUnderWayHoldsAndSaysOfWhichMoment() {
        Verdict verdict = verify(write(other));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.status()).isEqualTo("Activated");
        assertThat(verdict.passes()).isEqualTo(1);
    }

    @Test
    public void linesLeftOutAtTheEndMakeTheReceiptOfAnEarlierMoment() {
        Verdict verdict = verify(items.subList(0, items.size() - 4));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.lines()).isEqualTo(verify(receipt).lines() - 2);
        assertThat(verdict.checks().toString()).contains("what the schedule may have had after it is not in here");
    }

    @Test
    public void whatOthersWroteIntoTheScheduleIsTakenForWhatItIs() throws IOException {
        String third = house.deal(3, 4, true);
        byte[] seed = new byte[32];
        seed[0] = 30;
        house.send(third, Signer.solana(seed), new Tag("Action", "Tick"));
        // As if the token had told of money; nobody the deal believes has signed it.
        house.send(
                third,
                signer(31),
                new Tag("Action", "Credit-Notice"),
                new Tag("From-Process", house.token()),
                new Tag("Sender", house.client()),
                new Tag("Quantity", "1000000"));
        house.send(third, signer(31), new Tag("Action", "Nonsense"), new Tag("From", house.provider()));
        Verdict verdict = verify(write(third));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.received()).isEqualTo(Integer.toString(REWARD + COLLATERAL));
        assertThat(verdict.stateHash())
                .isEqualTo(get(house.unit().stateHash(third)).hash());
    }

    @Test
    public void aMessageAssignedFromAnotherScheduleIsReplayedAsTheUnitTookIt() throws IOException {
        String third = house.deal(4, 4, true);
        String foreign = house.unit().latest(deal).message().id();
        get(house.unit().assign(third, foreign, List.of("Data")));
        get(house.unit().settled(third, foreign));
        Verdict verdict = verify(write(third));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.stateHash())
                .isEqualTo(get(house.unit().stateHash(third)).hash());
    }

    // ---- without a unit, without a runtime

    @Test
    public void withoutAUnitNothingIsWrittenAndWithoutARuntimeNothingIsVerified() {
        ReceiptsComponent bare = new ReceiptsComponent();
        assertThatThrownBy(() -> bare.write(deal, OutputStream.nullOutputStream())
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(ArFleetException.class)
                .hasMessageContaining("no ao unit");
        assertThatThrownBy(() -> bare.verify(new ByteArrayInputStream(receipt)))
                .isInstanceOf(ArFleetException.class)
                .hasMessageContaining("nothing here runs " + Programs.FORMAT);
        bare.stop();
        assertThatThrownBy(() -> bare.write(deal, OutputStream.nullOutputStream())
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(ArFleetException.class)
                .hasMessageContaining("closes");
    }

    @Test
    public void processesThatAreNoDealsAndIdsOfNoneHaveNoReceipt() {
        refusesToWrite(house.token(), "its program has the SHA-256");
        refusesToWrite("A".repeat(43), "no process");
    }

    @Test
    public void aDiskThatFailsIsToldToWhoeverWaits() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the disk is full");
            }
        };
        assertThatThrownBy(
                        () -> receipts.write(deal, full).toCompletableFuture().join())
                .hasCauseInstanceOf(ArFleetException.class)
                .hasMessageContaining("the disk is full");
    }
}
