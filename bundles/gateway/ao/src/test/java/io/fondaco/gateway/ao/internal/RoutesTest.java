package io.fondaco.gateway.ao.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.DataItem;
import io.fondaco.gateway.ao.internal.Served.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RoutesTest {

    private static final String NOBODY = "A".repeat(43);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Served served;
    private String process;

    @Before
    public void start() throws Exception {
        served = new Served(folder.getRoot().toPath(), List.of("https://pages.example"), 300);
        process = served.spawn();
    }

    @After
    public void stop() throws Exception {
        served.close();
    }

    private void refused(Answer answer, int status, String why) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().get("error").asText()).contains(why);
    }

    private String send(String action, String data) throws IOException {
        Answer answer =
                served.send("POST", "", served.message(process, action, data).toBytes());
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json().get("id").asText();
    }

    @Test
    public void aMessageIsAnsweredWithItsIdAndItsResultIsThere() throws IOException {
        DataItem message = served.message(process, "Echo", "[1,2]");
        Answer answer = served.send("POST", "/", message.toBytes());
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("id").asText()).isEqualTo(message.id());
        assertThat(answer.json().get("message").asText()).isEqualTo("Processing DataItem");
        Answer result = served.get("/result/" + message.id() + "?process-id=" + process);
        assertThat(result.json().get("Output").toString()).isEqualTo("[1,2]");
        assertThat(result.json().has("Error")).isFalse();
    }

    @Test
    public void theBarePathIsWhoeverIsAsked() throws IOException {
        Answer text = served.send(HttpRequest.newBuilder(URI.create(served.url)));
        assertThat(text.text()).isEqualTo("ao messenger unit");
        assertThat(served.get("").json().get("address").asText()).isEqualTo(served.unit.address());
        assertThat(served.get("/?process-id=" + process).json().get("timestamp").asText())
                .isEqualTo(Long.toString(served.time.now().toEpochMilli()));
        refused(served.get("?process-id=" + NOBODY), 404, "no process");
    }

    @Test
    public void theScheduleIsShownAsSchedulersShowIt() throws IOException {
        String first = send("Echo", "one");
        served.time.turn(java.time.Duration.ofSeconds(5));
        String second = send("Echo", "two");
        JsonNode all = served.get("/" + process).json();
        assertThat(all.get("edges")).hasSize(3);
        assertThat(all.get("page_info").get("has_next_page").asBoolean()).isFalse();
        JsonNode node = all.get("edges").get(1).get("node");
        assertThat(node.get("message").get("id").asText()).isEqualTo(first);
        assertThat(node.get("message").get("data").asText()).isEqualTo("one");
        assertThat(node.get("message").get("target").asText()).isEqualTo(process);
        assertThat(node.get("message").get("owner").get("address").asText()).isEqualTo(Served.ALICE.address());
        assertThat(node.get("assignment").has("data")).isFalse();
        assertThat(node.get("assignment").get("tags").toString())
                .contains("{\"name\":\"Nonce\",\"value\":\"1\"}")
                .contains("{\"name\":\"Message\",\"value\":\"" + first + "\"}");
        long later = served.time.now().toEpochMilli() - 1;
        assertThat(served.get("/" + process + "?process-id=" + process + "&from=" + later + "&limit=100")
                        .json()
                        .get("edges")
                        .get(0)
                        .get("node")
                        .get("message")
                        .get("id")
                        .asText())
                .isEqualTo(second);
        JsonNode page = served.get("/" + process + "?limit=1&from-nonce=0").json();
        assertThat(page.get("edges")).hasSize(1);
        assertThat(page.get("edges").get(0).get("cursor").asText()).isEqualTo("1");
        assertThat(page.get("page_info").get("has_next_page").asBoolean()).isTrue();
        assertThat(served.get("/" + process + "?to-nonce=1").json().get("edges"))
                .hasSize(2);
        assertThat(served.get("/" + second + "?process-id=" + process)
                        .json()
                        .get("message")
                        .get("id")
                        .asText())
                .isEqualTo(second);
        assertThat(served.get("/" + process + "/latest")
                        .json()
                        .get("message")
                        .get("id")
                        .asText())
                .isEqualTo(second);
        assertThat(served.get("/timestamp").json().get("block_height").asText()).hasSize(12);
        JsonNode shown = served.get("/processes/" + process).json();
        assertThat(shown.get("process_id").asText()).isEqualTo(process);
        assertThat(shown.get("owner").get("address").asText()).isEqualTo(Served.ALICE.address());
        assertThat(shown.get("tags").toString()).contains("Module");
        assertThat(shown.get("target").isNull()).isTrue();
    }

    @Test
    public void dataThatIsNoTextIsShownAsNone() throws IOException {
        DataItem binary = served.item("Message")
                .target(process)
                .data(new byte[] {(byte) 0xff, 0})
                .sign(Served.ALICE);
        served.send("POST", "", binary.toBytes());
        assertThat(served.get("/" + process + "/latest")
                        .json()
                        .get("message")
                        .get("data")
                        .isNull())
                .isTrue();
    }

    @Test
    public void dryRunsAnswerAndLeaveNoTrace() throws IOException {
        Answer answer = served.json(
                "/dry-run?process-id=" + process,
                "{\"Id\":\"1234\",\"Target\":\"" + process + "\",\"Owner\":\"1234\",\"Data\":{\"a\":1},"
                        + "\"Tags\":[{\"name\":\"Action\",\"value\":\"Echo\"}]}");
        assertThat(answer.json().get("Output").toString()).isEqualTo("{\"a\":1}");
        assertThat(served.get("/" + process).json().get("edges")).hasSize(1);
        refused(served.json("/dry-run", "{}"), 400, "process-id is missing");
        refused(served.json("/dry-run?process-id=" + process, "{\"Target\":\"x\"}"), 400, "another process");
        refused(served.json("/dry-run?process-id=" + process, "[]"), 400, "no JSON object");
        refused(served.json("/dry-run?process-id=" + process, "{\"Tags\":[1]}"), 400, "name and value");
        refused(served.json("/dry-run?process-id=" + process, "{"), 400, "no JSON");
        refused(served.json("/dry-run?process-id=" + NOBODY, "{}"), 404, "no process");
    }

    @Test
    public void showsWhatTheStateHashesTo() throws IOException {
        JsonNode state = served.get("/state/" + process).json();
        assertThat(state.get("sha256").asText()).hasSize(64);
        assertThat(state.get("evaluated").asInt()).isEqualTo(1);
        assertThat(served.get("/cron/" + process).json().get("edges")).isEmpty();
    }

    @Test
    public void answersTheQueriesOfClientsAndNoOthers() throws IOException {
        String id = served.module().id();
        JsonNode node = served.json(
                        "/graphql",
                        "{\"query\":\"query Q ($transactionIds: [ID!]!) { transactions(ids: $transactionIds) { edges {"
                                + " node { owner { address } tags { name value } } } } }\","
                                + "\"variables\":{\"transactionIds\":[\"" + id + "\",\"" + NOBODY + "\",\"../x\"]}}")
                .json()
                .get("data")
                .get("transactions")
                .get("edges");
        assertThat(node).hasSize(1);
        assertThat(node.get(0).get("node").get("tags").toString()).contains(Token.FORMAT);
        assertThat(served.json(
                                "/graphql",
                                "{\"query\":\"{ transactions(ids: [\\\"" + process + "\\\"]) { edges { node"
                                        + " { id } } } }\"}")
                        .json()
                        .at("/data/transactions/edges/0/node/id")
                        .asText())
                .isEqualTo(process);
        assertThat(served.json("/graphql", "{\"query\":\"{ transaction(id: \\\"" + NOBODY + "\\\") { id } }\"}")
                        .json()
                        .at("/data/transaction")
                        .isNull())
                .isTrue();
        refused(served.json("/graphql", "{\"query\":\"{ blocks { id } }\"}"), 400, "only transactions");
    }

    @Test
    public void badItemsAreRefusedWithTheReason() throws IOException {
        byte[] good = served.message(process, "Echo", "x").toBytes();
        refused(served.send("POST", "", new byte[0]), 400, "data item at offset 0");
        refused(served.send("POST", "", new byte[] {1, 2, 3}), 400, "data item at offset");
        byte[] forged = good.clone();
        forged[good.length - 1] ^= 1;
        refused(served.send("POST", "", forged), 400, "is not signed by");
        byte[] salted = good.clone();
        salted[10] ^= 1;
        refused(served.send("POST", "", salted), 400, "is not signed by");
        byte[] tags = good.clone();
        tags[2 + 64 + 32 + 33 + 33 + 8 + 1] = 0x20;
        refused(served.send("POST", "", tags), 413, "bytes of tags, more than 4096");
        byte[] type = good.clone();
        type[0] = 5;
        refused(served.send("POST", "", type), 400, "injected Aptos");
        refused(served.send("POST", "", served.message(NOBODY, "Echo", "x").toBytes()), 404, "no process");
        assertThat(served.get("/" + process).json().get("edges")).hasSize(1);
    }

    @Test
    public void replayedMessagesAreRefusedInWhateverOrderTheyCome() throws IOException {
        byte[] one = served.message(process, "Echo", "1").toBytes();
        byte[] two = served.message(process, "Echo", "2").toBytes();
        assertThat(served.send("POST", "", two).status()).isEqualTo(202);
        assertThat(served.send("POST", "", one).status()).isEqualTo(202);
        refused(served.send("POST", "", two), 400, "already");
        refused(served.send("POST", "", one), 400, "already");
        assertThat(served.get("/" + process).json().get("edges")).hasSize(3);
    }

    @Test
    public void bodiesBeyondTheLimitAreRefusedWhateverTheySayOfTheirLength() throws IOException {
        byte[] large = new byte[(10 << 20) + 1];
        refused(served.send("POST", "", large), 413, "more than 10485760 bytes");
        try (Socket socket = new Socket("127.0.0.1", served.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /ao HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[1 << 20];
            try {
                for (int i = 0; i < 12; i++) {
                    out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
            } catch (IOException closedAlready) {
                // The refusal came before the end of the body.
                assertThat(closedAlready).isNotNull();
            }
            assertThat(firstLine(socket.getInputStream())).contains("413");
        }
    }

    @Test
    public void bodiesThatNeverEndTakeOnlySoMuchRoom() throws Exception {
        List<Socket> slow = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                Socket socket = new Socket("127.0.0.1", served.port);
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /ao HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10485760\r\n\r\nx"
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            byte[] small = served.message(process, "Echo", "x").toBytes();
            assertThat(served.send("POST", "", small).status()).isEqualTo(202);
            int refused = 0;
            for (int i = 0; i < 3 && refused == 0; i++) {
                Socket one = new Socket("127.0.0.1", served.port);
                slow.add(one);
                one.setSoTimeout(2000);
                one.getOutputStream()
                        .write("POST /ao HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10485760\r\n\r\nx"
                                .getBytes(StandardCharsets.US_ASCII));
                one.getOutputStream().flush();
                try {
                    refused += firstLine(one.getInputStream()).contains("503") ? 1 : 0;
                } catch (java.net.SocketTimeoutException taken) {
                    assertThat(taken).isNotNull();
                }
            }
            assertThat(refused).isEqualTo(1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    public void pathsThatAreNoIdsReachNothing() throws IOException {
        for (String path : List.of(
                "/..%2f..%2fetc%2fpasswd",
                "/%2e%2e/x",
                "/result/..%2fx",
                "/results/" + "A".repeat(44),
                "/state/%00",
                "/processes/" + "A".repeat(42) + "B",
                "/cron/x",
                "/x",
                "/x/latest",
                "/" + NOBODY + "?process-id=../x",
                "/result/" + NOBODY)) {
            Answer answer = served.get(path);
            assertThat(answer.status()).as(path).isIn(400, 404);
        }
        assertThat(served.get("/-" + "A".repeat(42)).status()).isEqualTo(404);
        assertThat(served.get("/_" + "A".repeat(42)).text()).contains("no process _");
        refused(served.get("/a/b/c/d"), 404, "nothing is served here: GET /ao/a/b/c/d");
        refused(served.send("PUT", "/x", new byte[0]), 404, "nothing is served here: PUT /ao/x");
        refused(served.get("/results/" + process + "?from=x"), 400, "not a cursor");
        refused(served.get("/results/" + process + "?sort=UP"), 400, "ASC or DESC");
        refused(served.get("/results/" + process + "?limit=0"), 400, "at least 1");
        refused(served.get("/results/" + process + "?limit=-5"), 400, "no number");
    }

    @Test
    public void assignmentsNeedBothTheirParameters() throws IOException {
        String message = send("Echo", "x");
        String other = served.spawn();
        refused(served.send("POST", "?process-id=" + other, new byte[0]), 400, "both parameters");
        refused(served.send("POST", "?assign=" + message, new byte[0]), 400, "both parameters");
        refused(served.send("POST", "?process-id=..&assign=" + message, new byte[0]), 400, "is not an id");
        Answer answer = served.send(
                "POST", "?process-id=" + other + "&assign=" + message + "&base-layer&exclude=Data,Tags", new byte[0]);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        refused(served.send("POST", "?process-id=" + other + "&assign=" + message, new byte[0]), 400, "already");
        refused(
                served.send("POST", "?process-id=" + process + "&assign=" + message + "&exclude=Owner", new byte[0]),
                400,
                "cannot exclude");
    }

    @Test
    public void onlyTheOwnerMonitorsAndTheItemMustBeForThePath() throws IOException {
        DataItem mine = DataItem.builder().target(process).data(" ").sign(Served.ALICE);
        DataItem theirs = DataItem.builder().target(process).data(" ").sign(Served.MALLORY);
        refused(served.send("POST", "/monitor/" + process, theirs.toBytes()), 403, "only " + Served.ALICE.address());
        refused(served.send("POST", "/monitor/" + NOBODY, mine.toBytes()), 400, "another process");
        assertThat(served.send("POST", "/monitor/" + process, mine.toBytes()).status())
                .isEqualTo(200);
        refused(served.send("DELETE", "/monitor/" + process, mine.toBytes()), 400, "was used before");
        DataItem off = DataItem.builder().target(process).tag("x", "y").sign(Served.ALICE);
        assertThat(served.send("DELETE", "/monitor/" + process, off.toBytes()).status())
                .isEqualTo(200);
        assertThat(served.unit.process(process).orElseThrow().monitored()).isFalse();
    }

    @Test
    public void requestsThatWaitHoldUpNobodyAndAreNotTooMany() throws Exception {
        String slow = send("Spin", "");
        List<java.util.concurrent.Future<Answer>> waiting = new java.util.ArrayList<>();
        java.util.concurrent.ExecutorService callers = java.util.concurrent.Executors.newFixedThreadPool(30);
        for (int i = 0; i < 30; i++) {
            waiting.add(callers.submit(() -> served.get("/result/" + slow + "?process-id=" + process)));
        }
        java.util.Set<Integer> statuses = new java.util.TreeSet<>();
        for (java.util.concurrent.Future<Answer> one : waiting) {
            statuses.add(one.get().status());
        }
        callers.shutdown();
        assertThat(statuses).contains(202).isSubsetOf(202, 503);
        assertThat(served.get("/timestamp").status()).isEqualTo(200);
        String other = served.spawn();
        assertThat(served.get("/result/" + other + "?process-id=" + other)
                        .json()
                        .get("Output")
                        .asText())
                .isEqualTo("spawned");
    }

    @Test
    public void resultsMayBePushedAgain() throws IOException {
        DataItem transfer = served.item("Message")
                .tag("Action", "Transfer")
                .tag("Recipient", process)
                .tag("Quantity", "5")
                .target(process)
                .sign(Served.ALICE);
        served.send("POST", "", transfer.toBytes());
        assertThat(served.get("/" + process).json().get("edges")).hasSize(3);
        assertThat(served.send("POST", "/push/" + transfer.id() + "/0?process-id=" + process, new byte[0])
                        .status())
                .isEqualTo(202);
        assertThat(served.get("/" + process).json().get("edges")).hasSize(3);
        refused(
                served.send("POST", "/push/" + transfer.id() + "/1?process-id=" + process, new byte[0]),
                404,
                "has 1 messages");
    }

    @Test
    public void pagesOfStrangersAndNamesThatWereTurnedHereMayNotCall() throws IOException {
        assertThat(raw("GET /ao/timestamp HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains("403");
        assertThat(raw("GET /ao/timestamp HTTP/1.1\r\nHost: unit.example:80\r\nConnection: close\r\n\r\n"))
                .contains("200");
        Answer stranger = origin("https://evil.example");
        refused(stranger, 403, "pages of https://evil.example");
        assertThat(stranger.whole().headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        for (String friend : List.of("https://pages.example", "http://localhost:3000")) {
            Answer answer = origin(friend);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.whole().headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(friend);
        }
        Answer preflight = served.send(HttpRequest.newBuilder(URI.create(served.url))
                .header("Origin", "https://pages.example")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.whole().headers().firstValue("Access-Control-Allow-Methods"))
                .isPresent();
    }

    private Answer origin(String origin) throws IOException {
        return served.send(
                HttpRequest.newBuilder(URI.create(served.url + "/timestamp")).header("Origin", origin));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", served.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return firstLine(socket.getInputStream());
        }
    }
}
