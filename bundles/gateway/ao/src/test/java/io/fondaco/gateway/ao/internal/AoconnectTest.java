package io.fondaco.gateway.ao.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Wallet;
import io.fondaco.testing.kit.JsProcess;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The library that everybody uses, as it is, finds in this unit what it knows from the network. */
public class AoconnectTest {

    private static final Path PACKAGES = Path.of("../../ao/api/src/test/js");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Served served;
    private JsProcess js;
    private String wallet;

    @Before
    public void start() throws Exception {
        assumeTrue(JsProcess.available(PACKAGES, "@permaweb/aoconnect"));
        served = new Served(folder.getRoot().toPath(), List.of(), 300);
        try (InputStream in = AoconnectTest.class.getResourceAsStream("wallet.json")) {
            wallet = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        js = new JsProcess(
                Path.of("src/test/js"),
                "aoconnect.mjs",
                Map.of("unit", served.url, "packages", PACKAGES.toAbsolutePath().toString(), "wallet", wallet));
        served.send("POST", "", served.module().toBytes());
    }

    @After
    public void stop() throws Exception {
        if (js != null) {
            js.close();
            served.close();
        }
    }

    private JsonNode ask(String verb, Map<String, Object> options) {
        return js.ask(verb, options).join();
    }

    @Test
    public void everyCallOfItsDocumentationDoesWhatItSays() {
        String module = served.module().id();
        JsonNode told = ask("story", Map.of("module", module, "scheduler", served.unit.address()));
        String process = told.get("process").asText();
        assertThat(served.unit.process(process).orElseThrow().owner())
                .isEqualTo(Wallet.parse(wallet).address());
        JsonNode result = told.get("result");
        assertThat(result.get("Output").get("moved").asInt()).isEqualTo(10);
        assertThat(result.get("GasUsed").asInt()).isEqualTo(7);
        assertThat(result.get("Spawns")).isEmpty();
        assertThat(result.get("Assignments")).isEmpty();
        JsonNode credit = result.get("Messages").get(0);
        assertThat(credit.get("Target").asText()).isEqualTo("bob");
        assertThat(credit.get("Data").asText()).isEqualTo("credit 10");
        assertThat(credit.get("Anchor").asText()).hasSize(32);
        assertThat(credit.get("Tags").get(0).toString()).isEqualTo("{\"name\":\"Action\",\"value\":\"Credit-Notice\"}");
        assertThat(told.get("failure").get("Error").asText()).isEqualTo("Insufficient Balance!");
        assertThat(told.get("slot").asText()).isEqualTo("3");
        assertThat(told.get("page").get("edges")).hasSize(2);
        assertThat(told.get("page")
                        .get("edges")
                        .get(1)
                        .get("node")
                        .get("Output")
                        .get("moved")
                        .asInt())
                .isEqualTo(10);
        assertThat(told.get("rest").get("edges")).hasSize(2);
        assertThat(told.get("rest")
                        .get("edges")
                        .get(1)
                        .get("node")
                        .get("Output")
                        .asText())
                .isEqualTo("the slot");
        assertThat(told.get("newest").get("edges").get(0))
                .isEqualTo(told.get("rest").get("edges").get(1));
        assertThat(told.get("dryrun").get("Output").asInt()).isEqualTo(10);
        assertThat(served.unit
                        .latest(told.get("other").asText())
                        .assignment()
                        .item()
                        .id())
                .isEqualTo(told.get("assigned").asText());
        assertThat(told.get("assignedResult").get("Output").get("moved").asInt())
                .isEqualTo(10);
        assertThat(told.get("monitor").asText()).hasSize(43);
        assertThat(told.get("unmonitor").asText()).hasSize(43);
        assertThat(served.unit.process(process).orElseThrow().monitored()).isFalse();
        assertThat(told.get("sent").asText()).isEqualTo(told.get("signed").asText());
        assertThat(served.unit.scheduled(process, told.get("signed").asText())).isPresent();
    }

    @Test
    public void whatIsNotThereYetIsInProgress() {
        JsonNode told = ask("story", Map.of("module", served.module().id(), "scheduler", served.unit.address()));
        JsonNode busy = ask(
                "result",
                Map.of(
                        "process",
                        told.get("process").asText(),
                        "message",
                        told.get("busy").asText()));
        assertThat(busy.get("value").get("message").asText()).endsWith("is in progress.");
    }

    @Test
    public void theClockRunsBetweenMonitorAndUnmonitor() {
        String process = ask(
                        "spawn",
                        Map.of(
                                "module", served.module().id(),
                                "scheduler", served.unit.address(),
                                "tags", List.of(Map.of("name", "Cron-Interval", "value", "1-minute"))))
                .get("value")
                .asText();
        ask("monitor", Map.of("process", process));
        served.time.turn(Duration.ofMinutes(3));
        served.unit.stateHash(process).toCompletableFuture().join();
        ask("unmonitor", Map.of("process", process));
        served.time.turn(Duration.ofMinutes(3));
        served.unit.stateHash(process).toCompletableFuture().join();
        assertThat(ask("results", Map.of("process", process)).get("value").get("edges"))
                .hasSize(4);
    }

    @Test
    public void refusalsReachTheCallerAsTheyAre() {
        String nobody = "A".repeat(43);
        assertThatThrownBy(() -> ask("message", Map.of("process", nobody)))
                .hasStackTraceContaining("404")
                .hasStackTraceContaining("no process " + nobody + " is scheduled here");
        assertThatThrownBy(() -> ask("spawn", Map.of("module", nobody, "scheduler", nobody)))
                .hasStackTraceContaining("js peer, spawn");
        assertThat(ask("result", Map.of("process", nobody, "message", nobody))
                        .get("value")
                        .get("error")
                        .asText())
                .contains("no process");
        assertThatThrownBy(() -> ask("assign", Map.of("process", nobody, "message", nobody)))
                .hasStackTraceContaining("404");
    }
}
