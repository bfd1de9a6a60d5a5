package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Stage.CLIENT;
import static io.fondaco.market.arfleet.internal.Stage.PROVIDER;
import static io.fondaco.market.arfleet.internal.Stage.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.Test;

public class MarketplaceTest {

    private static final String GOOD = "{\"Protocol-Version\":\"1.0.0\",\"Sequence\":%d,\"Time-To-Live\":600000,"
            + "\"Connection-Strings\":[\"http://127.0.0.1:8890\"],\"Storage-Capacity\":1073741824,"
            + "\"Storage-Price-Deal\":\"1\",\"Storage-Price-Upload-KB-Sec\":\"12\",\"Min-Storage-Duration\":86400000,"
            + "\"Max-Storage-Duration\":15552000000,\"Min-Challenge-Duration\":60000,\"Max-Challenge-Leaves\":64,"
            + "\"Max-Collateral\":\"1000000\"}";

    private final Stage stage = new Stage();
    private final String place = stage.spawn(Programs.MARKETPLACE, STRANGER, Stage.tags());

    private static String good(long sequence) {
        return GOOD.formatted(sequence);
    }

    private String announce(String from, String json) {
        stage.send(from, place, json.getBytes(StandardCharsets.UTF_8), "Action", "Announce");
        return stage.last(from, "Action");
    }

    private JsonNode all() {
        return stage.ask(place, "Action", "Get-Announcements");
    }

    @Test
    public void keepsAllThatAnAnnouncementSays() {
        assertThat(announce(PROVIDER, good(1))).isEqualTo("Announced");
        JsonNode one = stage.ask(place, "Action", "Get-Announcement", "Provider", PROVIDER);
        JsonNode said = Stage.json(good(1).getBytes(StandardCharsets.UTF_8));
        said.fieldNames()
                .forEachRemaining(name -> assertThat(one.path(name)).as(name).isEqualTo(said.path(name)));
        assertThat(one.path("Provider").asText()).isEqualTo(PROVIDER);
        assertThat(one.path("Valid-Until").asLong()).isEqualTo(stage.now + 600_000);
        assertThat(all()).hasSize(1);
    }

    @Test
    public void oneThatIsNotNumberedAboveTheLastIsRefusedAlsoAfterItWasWithdrawn() {
        assertThat(announce(PROVIDER, good(5))).isEqualTo("Announced");
        assertThat(announce(PROVIDER, good(5))).isEqualTo("Refused");
        assertThat(announce(PROVIDER, good(4))).isEqualTo("Refused");
        stage.send(PROVIDER, place, "Action", "Withdraw", "Sequence", "5");
        assertThat(stage.last(PROVIDER, "Action")).isEqualTo("Refused");
        stage.send(PROVIDER, place, "Action", "Withdraw", "Sequence", "6");
        assertThat(stage.last(PROVIDER, "Action")).isEqualTo("Withdrawn");
        assertThat(all()).isEmpty();
        assertThat(announce(PROVIDER, good(6))).isEqualTo("Refused");
        assertThat(announce(PROVIDER, good(7))).isEqualTo("Announced");
        assertThat(all()).hasSize(1);
    }

    @Test
    public void oneThatIsNotRenewedIsShownNoMore() {
        announce(PROVIDER, good(1));
        stage.now += 599_999;
        assertThat(all()).hasSize(1);
        stage.now += 1;
        assertThat(all()).isEmpty();
        assertThat(announce(PROVIDER, good(2))).isEqualTo("Announced");
        assertThat(all()).hasSize(1);
    }

    @Test
    public void nobodyWithdrawsForAnother() {
        announce(PROVIDER, good(1));
        stage.send(CLIENT, place, "Action", "Withdraw", "Sequence", "9");
        assertThat(stage.last(CLIENT, "Error")).contains("no announcement of " + CLIENT);
        assertThat(all()).hasSize(1);
    }

    @Test
    public void whatIsOutOfRangeMissingOrUnknownIsRefusedByName() {
        String[][] changes = {
            {"\"Sequence\":1", "\"Sequence\":0", "Sequence"},
            {"\"Sequence\":1", "\"Sequence\":\"1\"", "Sequence"},
            {"\"Sequence\":1", "\"Sequence\":1.5", "Sequence"},
            {"600000", "1", "Time-To-Live"},
            {"[\"http://127.0.0.1:8890\"]", "[]", "Connection-Strings"},
            {"http://127.0.0.1:8890", "javascript:alert(1)", "Connection-Strings"},
            {"http://127.0.0.1:8890", "http://a b", "Connection-Strings"},
            {"http://127.0.0.1:8890", "http://a/?q=<script>", "Connection-Strings"},
            {"\"1\"", "1", "Storage-Price-Deal"},
            {"\"12\"", "\"-12\"", "Storage-Price-Upload-KB-Sec"},
            {"\"12\"", "\"1.\"", "Storage-Price-Upload-KB-Sec"},
            {"\"12\"", "\"1.5e3\"", "Storage-Price-Upload-KB-Sec"},
            {"\"1\"", "\"1.5\"", "Storage-Price-Deal"},
            {"86400000", "15552000001", "Min-Storage-Duration"},
            {"1073741824", "-1", "Storage-Capacity"},
            {"\"Max-Collateral\"", "\"Colour\"", "Max-Collateral"},
            {"{\"Protocol", "{\"Colour\":1,\"Protocol", "Colour"},
            {"1.0.0", "one", "Protocol-Version"}
        };
        for (String[] change : changes) {
            assertThat(good(1)).contains(change[0]);
            assertThat(announce(PROVIDER, good(1).replace(change[0], change[1])))
                    .as(change[1])
                    .isEqualTo("Refused");
            assertThat(stage.last(PROVIDER, "Error")).contains(change[2]);
        }
        for (String bad : new String[] {"", "null", "7", "[]", "{", good(1) + " ".repeat(9000)}) {
            assertThat(announce(PROVIDER, bad)).isEqualTo("Refused");
        }
        assertThat(all()).isEmpty();
    }

    @Test
    public void manyAreGivenInPages() {
        for (int i = 0; i < 250; i++) {
            announce(Stage.address("provider " + i), good(1));
        }
        Set<String> seen = new HashSet<>();
        String after = "";
        int pages = 0;
        for (JsonNode page = all(); !page.isEmpty(); ) {
            pages++;
            for (JsonNode each : page) {
                assertThat(seen.add(each.path("Provider").asText())).isTrue();
                after = each.path("Provider").asText();
            }
            page = stage.ask(place, "Action", "Get-Announcements", "After", after);
        }
        assertThat(seen).hasSize(250);
        assertThat(pages).isEqualTo(3);
    }
}
