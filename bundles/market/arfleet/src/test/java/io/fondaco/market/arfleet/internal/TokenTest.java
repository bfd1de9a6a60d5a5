package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Stage.CLIENT;
import static io.fondaco.market.arfleet.internal.Stage.PROVIDER;
import static io.fondaco.market.arfleet.internal.Stage.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.Random;
import org.junit.Test;

public class TokenTest {

    private final Stage stage = new Stage();
    private final String token = stage.spawn(
            Programs.TOKEN,
            CLIENT,
            Stage.tags("Name", "Test", "Ticker", "TST", "Denomination", "12", "Supply", "1000"));

    private String transfer(String from, String to, String quantity) {
        stage.mail.clear();
        stage.send(from, token, "Action", "Transfer", "Recipient", to, "Quantity", quantity, "X-Why", "a test");
        return stage.last(from, "Action");
    }

    @Test
    public void movesBalancesAndTellsBothSidesWithWhatWasForwarded() {
        assertThat(transfer(CLIENT, PROVIDER, "300")).isEqualTo("Debit-Notice");
        assertThat(stage.last(CLIENT, "Recipient")).isEqualTo(PROVIDER);
        assertThat(stage.last(CLIENT, "X-Why")).isEqualTo("a test");
        assertThat(stage.last(PROVIDER, "Action")).isEqualTo("Credit-Notice");
        assertThat(stage.last(PROVIDER, "Sender")).isEqualTo(CLIENT);
        assertThat(stage.last(PROVIDER, "Quantity")).isEqualTo("300");
        assertThat(stage.last(PROVIDER, "X-Why")).isEqualTo("a test");
        assertThat(stage.balance(token, CLIENT)).isEqualTo(700);
        assertThat(stage.balance(token, PROVIDER)).isEqualTo(300);
        assertThat(stage.ask(token, "Action", "Info").path("Ticker").asText()).isEqualTo("TST");
    }

    @Test
    public void amountsThatAreNoneAreRefused() {
        for (String bad : new String[] {
            "0",
            "-1",
            "1.5",
            "1e3",
            "01",
            "",
            " 1",
            "0x10",
            "1001",
            "ten",
            "9".repeat(39),
            "9".repeat(40),
            "9".repeat(100_000)
        }) {
            assertThat(transfer(CLIENT, PROVIDER, bad)).as(bad).isEqualTo("Transfer-Error");
            assertThat(stage.last(CLIENT, "X-Why")).isEqualTo("a test");
        }
        stage.send(CLIENT, token, "Action", "Transfer", "Quantity", "5");
        assertThat(stage.last(CLIENT, "Error")).contains("Recipient");
        assertThat(stage.balance(token, CLIENT)).isEqualTo(1000);
        assertThat(stage.mail).doesNotContainKey(PROVIDER);
    }

    /** Or a deal would take what happened to somebody else's transfer for what happened to a payout of its own. */
    @Test
    public void tellsNobodyButTheSenderWhatBecameOfATransfer() {
        for (String quantity : new String[] {"1", "100000"}) {
            stage.mail.clear();
            stage.send(
                    CLIENT,
                    token,
                    "Action",
                    "Transfer",
                    "Recipient",
                    CLIENT,
                    "Quantity",
                    quantity,
                    "Reply-To",
                    PROVIDER,
                    "X-Payout",
                    "1");
            assertThat(stage.mail).as(quantity).containsOnlyKeys(CLIENT);
        }
        stage.mail.clear();
        stage.send(CLIENT, token, "Action", "Burn", "Quantity", "1", "Reply-To", PROVIDER);
        assertThat(stage.mail).containsOnlyKeys(CLIENT);
    }

    @Test
    public void nobodyMintsButItsOwner() {
        stage.send(STRANGER, token, "Action", "Mint", "Quantity", "5");
        assertThat(stage.last(STRANGER, "Action")).isEqualTo("Mint-Error");
        stage.send(CLIENT, token, "Action", "Mint", "Quantity", "5", "Recipient", PROVIDER);
        assertThat(stage.balance(token, PROVIDER)).isEqualTo(5);
        assertThat(stage.ask(token, "Action", "Total-Supply").asText()).isEqualTo("1005");
        stage.send(PROVIDER, token, "Action", "Burn", "Quantity", "6");
        assertThat(stage.last(PROVIDER, "Action")).isEqualTo("Burn-Error");
        stage.send(PROVIDER, token, "Action", "Burn", "Quantity", "5");
        assertThat(stage.ask(token, "Action", "Total-Supply").asText()).isEqualTo("1000");
    }

    @Test
    public void balancesAmountToTheSupplyWhateverIsSent() {
        Random random = new Random(11);
        String[] all = {CLIENT, PROVIDER, STRANGER, token};
        for (int i = 0; i < 500; i++) {
            String from = all[random.nextInt(3)];
            String action = new String[] {"Transfer", "Transfer", "Transfer", "Burn", "Mint"}[random.nextInt(5)];
            stage.send(
                    from,
                    token,
                    "Action",
                    action,
                    "Recipient",
                    all[random.nextInt(4)],
                    "Quantity",
                    Integer.toString(random.nextInt(600) - 20));
        }
        BigInteger sum = BigInteger.ZERO;
        for (Iterator<com.fasterxml.jackson.databind.JsonNode> each =
                        stage.ask(token, "Action", "Balances").elements();
                each.hasNext(); ) {
            sum = sum.add(new BigInteger(each.next().asText()));
        }
        assertThat(stage.ask(token, "Action", "Total-Supply").asText()).isEqualTo(sum.toString());
    }
}
