package io.fondaco.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whole deals in a node as people run it, through the script and the HTTP API. */
public class DealIT {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final Fondaco fondaco = new Fondaco();
    private Path dir;
    private HouseApi api;

    @Before
    public void settle() throws IOException {
        dir = temporary.getRoot().toPath().resolve("node");
        api = new HouseApi(dir);
        QuickSettings.layDown(fondaco.home(), dir);
    }

    @After
    public void leaveNoNodeBehind() throws IOException {
        Fondaco.kill(dir);
    }

    @Test
    public void storesAFileAndFetchesItBackByteForByte() throws Exception {
        start();
        Path file = file("data.bin", 3_000_000, 1);
        JsonNode stored = run("store", file.toString(), "--wait").json();
        assertThat(names(stored)).containsExactly("deals", "payloadCid", "pieceCid");
        assertThat(names(stored.path("deals").path(0))).containsExactly("id", "market", "provider", "state");
        String id = stored.path("deals").path(0).path("id").asText();
        assertThat(stored.path("deals").path(0).path("state").asText()).isEqualTo("Active");

        Path out = temporary.getRoot().toPath().resolve("out.bin");
        JsonNode fetched = run("fetch", stored.path("payloadCid").asText(), "-o", out.toString())
                .json();
        assertThat(names(fetched)).containsExactly("bytes", "sha256", "seconds");
        assertThat(fetched.path("bytes").asLong()).isEqualTo(3_000_000);
        assertThat(fetched.path("sha256").asText()).isEqualTo(sha256(file));
        assertThat(Files.mismatch(file, out)).isEqualTo(-1);

        api.awaitEveryDealActive(2);
        JsonNode told = run("explain", id.substring(0, 16)).json();
        assertThat(names(told)).containsExactly("id", "state", "since", "waitingFor", "deadline", "nextAction", "end");
        assertThat(told.path("id").asText()).isEqualTo(id);
        Duration lasts =
                Duration.between(Instant.now(), Instant.parse(told.path("end").asText()));
        assertThat(lasts).as("12000 epochs of 500 ms").isBetween(Duration.ofMinutes(99), Duration.ofMinutes(105));
        theToolsMakeTheSamePiece(file, stored.path("pieceCid").asText());
        anyoneTheFileIsFetchedForMayReadIt(out);
        JsonNode deals = run("deals", "--state", "Active").json().path("deals");
        assertThat(deals).hasSize(2);
        assertThat(run("run", "deal:verify " + id).json()).isEmpty();

        refusals(id, stored.path("payloadCid").asText());
    }

    private void theToolsMakeTheSamePiece(Path file, String pieceCid) throws Exception {
        Path car = temporary.getRoot().toPath().resolve("data.car");
        fondaco.run("tool", "car", file.toString(), "-o", car.toString());
        assertThat(fondaco.run("tool", "commp", "--json", car.toString())
                        .json()
                        .path("pieceCidV1")
                        .asText())
                .isEqualTo(pieceCid);
        assertThat(fondaco.run("tool", "commp", "--json", file.toString())
                        .json()
                        .path("pieceCidV1")
                        .asText())
                .as("of the bare file")
                .isNotEqualTo(pieceCid);
    }

    private void anyoneTheFileIsFetchedForMayReadIt(Path out) throws IOException {
        Path usual = Files.createFile(temporary.getRoot().toPath().resolve("usual"));
        assertThat(Files.getPosixFilePermissions(out)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    /** What cannot be done is said in a sentence, with the status that scripts go by. */
    private void refusals(String id, String cid) throws Exception {
        assertThat(api.call("GET", "/deals/nosuch", null).status()).isEqualTo(404);
        assertThat(api.call("POST", "/deals/" + id + "/cancel", Map.of()).status())
                .isEqualTo(409);
        assertThat(api.call("POST", "/deals/" + id + "/dance", Map.of()).status())
                .isEqualTo(404);
        assertThat(api.call("GET", "/deals?limit=1000000000", null).status()).isEqualTo(400);
        assertThat(api.call("GET", "/deals?colour=red", null).status()).isEqualTo(400);
        assertThat(api.call("GET", "/deals?state=Bogus", null).status()).isEqualTo(400);
        for (List<String> wrong : List.of(
                List.of("deals", "--state", "Bogus"),
                List.of("deals", "--cid", "nonsense"),
                List.of("store", "/etc/hosts", "--wait", "Bogus"),
                List.of("store", "/etc/hosts", "--price", "zap"),
                List.of("fetch", "nonsense", "-o", "/tmp/x"))) {
            List<String> arguments = new ArrayList<>(wrong);
            arguments.addAll(List.of("--dir", dir.toString(), "--json"));
            Fondaco.Run run = fondaco.run(arguments.toArray(new String[0]));
            assertThat(run.exit()).as(wrong + run.err()).isEqualTo(2);
            assertThat(run.json().path("error").path("message").asText())
                    .as(wrong.toString())
                    .contains(wrong.get(0).equals("fetch") ? "nonsense" : wrong.get(wrong.size() - 1));
        }
        assertThat(api.call("POST", "/store", Map.of("file", "not/absolute")).status())
                .isEqualTo(400);
        assertThat(api.call("POST", "/store", Map.of("fiel", "/etc/hosts")).status())
                .isEqualTo(400);
        HouseApi.Answer unknown = api.call("POST", "/store", Map.of("file", "/etc/hosts", "provider", "nobody"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("detail").asText()).contains("nobody");
        assertThat(unknown.body().path("hint").asText()).contains("bob");

        Fondaco.Run missing = fondaco.run("store", "/no/such/file", "--dir", dir.toString(), "--json");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.json().path("error").path("message").asText()).contains("/no/such/file");
        Fondaco.Run nowhere = fondaco.run("fetch", cid, "-o", "/no/such/folder/x", "--dir", dir.toString(), "--json");
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.json().path("error").path("message").asText()).contains("/no/such/folder");
        Fondaco.Run folder = fondaco.run("fetch", cid, "-o", dir.toString(), "--dir", dir.toString());
        assertThat(folder.exit()).isEqualTo(1);
        assertThat(folder.err()).contains(dir + " is a folder").doesNotContain("Fetching");
    }

    @Test
    public void storesCopiesByHandAndOverHttpAndForAnotherPrice() throws Exception {
        QuickSettings.provider(fondaco.home(), dir, "carol");
        start(3);
        Path file = file("data.bin", 300_000, 2);

        JsonNode copies =
                run("store", file.toString(), "--copies", "2", "--wait").json();
        assertThat(copies.path("deals"))
                .hasSize(2)
                .allMatch(deal -> deal.path("state").asText().equals("Active"));
        assertThat(copies.path("deals").path(0).path("provider"))
                .isNotEqualTo(copies.path("deals").path(1).path("provider"));

        JsonNode ask = api.post("/asks", Map.of("provider", "bob", "price", "7 nanoFIL"));
        assertThat(ask.path("price").asText()).isEqualTo("0.000000007 FIL");
        assertThat(api.get("/asks?provider=bob")).isEqualTo(ask);

        Path car = temporary.getRoot().toPath().resolve("data.car");
        assertThat(fondaco.run("tool", "car", file.toString(), "-o", car.toString())
                        .exit())
                .isZero();
        byHand(file, car);
        overHttp(file, Files.readAllBytes(car));
    }

    private void byHand(Path file, Path car) throws Exception {
        JsonNode stored = run("store", file.toString(), "--provider", "bob", "--transfer", "manual")
                .json();
        String id = stored.path("deals").path(0).path("id").asText();
        String provider = id.substring(0, id.indexOf('@')) + "@bob";
        api.awaitState(id, "CheckForAcceptance");
        api.awaitState(provider, "WaitingForData");
        // 300000 bytes are committed to as a piece of 512 KiB: the price is a 2048th of 7 nanoFIL, in whole attoFIL.
        assertThat(api.get("/deals/" + id).path("facets").path("pricePerEpoch").asText())
                .isEqualTo("0.000000000003417968 FIL");
        assertThat(run("run", "deal:import " + provider + " " + car)
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(provider);
        api.awaitState(id, "Active");
        api.awaitState(provider, "Active");
    }

    private void overHttp(Path file, byte[] car) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/data.car", exchange -> {
            exchange.sendResponseHeaders(200, car.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(car);
            }
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/data.car";
            JsonNode stored = run(
                            "store",
                            file.toString(),
                            "--provider",
                            "carol",
                            "--transfer",
                            "http",
                            "--location",
                            url,
                            "--duration",
                            "240",
                            "--wait")
                    .json();
            String id = stored.path("deals").path(0).path("id").asText();
            assertThat(api.get("/deals/" + id).path("facets").path("transfer").asText())
                    .isEqualTo("http");
            if (!Boolean.getBoolean("fondaco.long")) {
                return;
            }
            // It lasts two minutes from its start on, and ends with the next payment after that: the watch ends by
            // itself.
            JsonNode seen = run("run", "--timeout", "600", "deal:watch " + id).json();
            assertThat(seen.path(seen.size() - 1).path("to").asText()).isEqualTo("Expired");
        } finally {
            server.stop(0);
        }
    }

    @Test
    public void everyDealEndsWellAlthoughTheNodeIsKilledTwiceMeanwhile() throws Exception {
        start();
        List<JsonNode> stored = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(file("file-" + i, 4_000_000, i));
            // Two by the transport that the test slows down, so that the kill meets them under way.
            stored.add(api.storeBy(i < 2 ? "local" : "graphsync", files.get(i), "20 microFIL"));
        }
        api.awaitInState("Transferring", 2);
        kill();
        start();
        // Whatever the deals do first after a restart, they are cut off in it once more.
        kill();
        start();
        api.awaitEveryDealActive(6);

        // Three deals of 12000 epochs; what else left the wallet is gas.
        for (JsonNode party : api.get("/parties").path("parties")) {
            if (party.path("name").asText().equals("alice")) {
                BigDecimal price = new BigDecimal("0.24").multiply(BigDecimal.valueOf(3));
                assertThat(new BigDecimal("1000").subtract(fil(party.path("balance"))))
                        .as("nothing paid twice, nothing lost")
                        .isBetween(price, price.add(new BigDecimal("0.01")));
            }
        }
        JsonNode audit = run("run", "chain:audit").json();
        assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
        for (int i = 0; i < 3; i++) {
            Path out = temporary.getRoot().toPath().resolve("out-" + i);
            api.post("/fetch", Map.of("cid", stored.get(i).path("payloadCid").asText(), "out", out.toString()));
            assertThat(Files.mismatch(files.get(i), out)).isEqualTo(-1);
        }
    }

    @Test
    public void theDemoTellsItsStoryAndLeavesNothingBehind() throws Exception {
        Path file = file("holiday photo.jpg", 2_000_000, 5);
        Fondaco.Run demo = fondaco.run("demo", file.toString(), "--json");
        assertThat(demo.exit()).as(demo.err()).isZero();
        JsonNode result = demo.json();
        assertThat(names(result))
                .containsExactly(
                        "ok",
                        "payloadCid",
                        "pieceCid",
                        "deals",
                        "sector",
                        "arfleet",
                        "sha256In",
                        "sha256Out",
                        "seconds");
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(result.path("sha256In").asText()).isEqualTo(sha256(file));
        assertThat(result.path("sha256Out")).isEqualTo(result.path("sha256In"));
        assertThat(result.path("deals").path(0).path("state").asText()).isEqualTo("Active");
        assertThat(demo.err()).contains("every byte is the same, from either market");
        // One of ArFleet's three replicas is damaged, its provider slashed, and another makes up for it.
        JsonNode other = result.path("arfleet");
        assertThat(other.path("sha256")).isEqualTo(result.path("sha256In"));
        assertThat(other.path("slashed").asLong()).isPositive();
        assertThat(other.path("placements").findValuesAsText("status"))
                .containsExactlyInAnyOrder("Activated", "Activated", "Activated", "Forfeited");
        assertThat(fondaco.home().resolve("demo")).doesNotExist();
    }

    private static BigDecimal fil(JsonNode amount) {
        return new BigDecimal(amount.asText().replace(" FIL", ""));
    }

    private Fondaco.Run run(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", dir.toString(), "--json"));
        Fondaco.Run run = fondaco.run(all.toArray(new String[0]));
        assertThat(run.exit()).as(all + run.err()).isZero();
        return run;
    }

    private void start() throws Exception {
        start(2);
    }

    private void start(int parties) throws Exception {
        JsonNode started = run("start").json();
        assertThat(started.path("parties")).hasSize(parties);
        assertThat(names(started.path("parties").path(0))).containsExactly("name", "address", "peerId", "listen");
    }

    private void kill() throws Exception {
        long pid = Fondaco.JSON
                .readTree(dir.resolve("api.json").toFile())
                .path("pid")
                .asLong();
        ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
        node.destroyForcibly();
        node.onExit().get(20, TimeUnit.SECONDS);
    }

    private Path file(String name, int length, int seed) throws IOException {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Files.write(temporary.getRoot().toPath().resolve(name), bytes);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
