package io.fondaco.gateway.arfleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.arfleet.ProviderDoor.Reply;
import io.fondaco.gateway.arfleet.internal.Served.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class ArfleetServletTest {

    private Served served;

    @Before
    public void start() throws Exception {
        served = new Served(Served.ROOMY);
    }

    @After
    public void stop() throws Exception {
        served.close();
    }

    private void serve(ArfleetServlet.Limits limits) throws Exception {
        served.close();
        served = new Served(limits);
    }

    private static void refused(Answer answer, int status, String why) {
        assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
    }

    @Test
    public void aRequestComesToItsProviderAsTheClientSignedIt() throws Exception {
        byte[] body = new byte[100_001];
        new Random(1).nextBytes(body);
        Answer answer = served.post(
                "/arfleet/alice/cmd/transfer?a=%2F%20b&c=%",
                body, "ArFleet-Address: someone", "ArFleet-Signature: signed");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("POST /cmd/transfer?a=%2F%20b&c=% 100001");
        ProviderDoor.Request asked = served.asked.remove();
        assertThat(asked.party()).isEqualTo("alice");
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/cmd/transfer?a=%2F%20b&c=%");
        assertThat(asked.address()).contains("someone");
        assertThat(asked.signature()).contains("signed");
        assertThat(asked.body()).isEqualTo(body);
        assertThat(served.asked).isEmpty();
    }

    @Test
    public void whoOnlyLooksNeedsNoHeaders() throws Exception {
        served.alice = request -> CompletableFuture.completedFuture(
                new Reply(203, "application/octet-stream", new byte[] {(byte) 0xff, 0, 1}));
        Answer answer = served.raw("GET /arfleet/alice/download/abc");
        assertThat(answer.status()).isEqualTo(203);
        assertThat(answer.body().getBytes(StandardCharsets.ISO_8859_1)).containsExactly(0xff, 0, 1);
        assertThat(answer.says("Content-Type: application/octet-stream")).isTrue();
        ProviderDoor.Request asked = served.asked.remove();
        assertThat(asked.path()).isEqualTo("/download/abc");
        assertThat(asked.address()).isEmpty();
        assertThat(asked.signature()).isEmpty();
        assertThat(asked.body()).isEmpty();
        served.raw("GET /arfleet/alice");
        assertThat(served.asked.remove().path()).isEqualTo("/");
    }

    @Test
    public void aHeadRequestIsAnsweredLikeAGetButForTheBody() throws Exception {
        served.alice = request -> CompletableFuture.completedFuture(Served.text(200, "twelve bytes"));
        Answer head = served.raw("HEAD /arfleet/alice/download/abc");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.says("Content-Length: 12")).isTrue();
        assertThat(head.body()).isEmpty();
        assertThat(served.asked.remove().method()).isEqualTo("HEAD");
        assertThat(served.raw("HEAD /arfleet/nobody/x").body()).isEmpty();
    }

    @Test
    public void whatProvidersSayIsNothingThatABrowserActsUpon() throws Exception {
        served.alice = request -> CompletableFuture.completedFuture(
                new Reply(200, "text/html", "<script>".getBytes(StandardCharsets.UTF_8)));
        Answer answer = served.raw("GET /arfleet/alice/explore/abc");
        assertThat(answer.says("X-Content-Type-Options: nosniff")).isTrue();
        assertThat(answer.says("Content-Security-Policy: default-src 'none'; sandbox"))
                .isTrue();
        assertThat(answer.says("Cross-Origin-Resource-Policy: same-origin")).isTrue();
        assertThat(answer.says("Cache-Control: no-store")).isTrue();
    }

    @Test
    public void namesThatNoPartyHasReachNothing() throws Exception {
        for (String name : List.of(
                "Alice",
                "1alice",
                "-alice",
                "a".repeat(33),
                "al_ice",
                "%61lice",
                "alice%2f..",
                "alice%00",
                "alice;x=y",
                "..",
                ".",
                "%2e%2e",
                "..%2falice",
                "")) {
            Answer answer = served.raw("GET /arfleet/" + name + "/cmd/ping");
            assertThat(answer.status()).as(name).isIn(400, 404);
        }
        assertThat(served.raw("GET /%61rfleet/alice/cmd/ping").status()).isIn(400, 404);
        assertThat(served.raw("GET /x/../arfleet/alice/cmd/ping").status()).isIn(400, 404);
        assertThat(served.asked).isEmpty();
        refused(served.raw("GET /arfleet/" + "a".repeat(32) + "/cmd/ping"), 404, "provides nothing here");
        assertThat(served.asked).hasSize(1);
    }

    @Test
    public void pathsThatLeadElsewhereReachNoProvider() throws Exception {
        for (String path : List.of(
                "/../bob/cmd/ping",
                "/cmd/../ping",
                "/./cmd",
                "/cmd/..",
                "/%2e%2e/x",
                "/..%2f..%2fetc%2fpasswd",
                "/cmd%2fping",
                "/cmd/%00",
                "//cmd/ping",
                "/cmd//ping",
                "/cmd/ping;x=y",
                "/..;/x",
                "/cmd\\ping",
                "/cmd/p\u00e4ng",
                "/cmd?q=\u00e4",
                "/cmd/|")) {
            Answer answer = served.raw("GET /arfleet/alice" + path);
            assertThat(answer.status()).as(path).isIn(400, 404);
        }
        assertThat(served.asked).isEmpty();
        assertThat(served.raw("GET /arfleet/alice/" + "a/".repeat(3000)).status())
                .isEqualTo(200);
        assertThat(served.raw("GET /arfleet/alice/..x/.y/z..").status()).isEqualTo(200);
    }

    @Test
    public void otherMethodsAndBodiesOfQuestionsAreRefused() throws Exception {
        for (String method : List.of("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get")) {
            Answer answer = served.raw(method + " /arfleet/alice/cmd/ping");
            refused(answer, 405, "GET, HEAD, POST");
            assertThat(answer.says("Allow: GET, HEAD, POST, OPTIONS")).isTrue();
        }
        String get = "GET /arfleet/alice/x HTTP/1.1\r\nHost: localhost\r\n";
        refused(served.raw(get + "Content-Length: 3\r\n", new byte[3]), 400, "no body");
        byte[] chunked = "1\r\nx\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        refused(served.raw(get + "Transfer-Encoding: chunked\r\n", chunked), 400, "no body");
        refused(served.raw("GET /arfleet/alice/x", "ArFleet-Address: a", "arfleet-address: b"), 400, "more than one");
        refused(served.raw("GET /arfleet/bob/x"), 404, "bob provides nothing here");
        assertThat(served.asked).extracting(ProviderDoor.Request::party).containsExactly("bob");
    }

    @Test
    public void bodiesUpToTheLimitComeAndLargerOnesAreRefused() throws Exception {
        serve(new ArfleetServlet.Limits(40_000, 60_000, 60_000, 8, 64 << 10));
        for (int length : new int[] {0, 1, 16_383, 16_384, 16_385, 40_000}) {
            assertThat(served.post("/arfleet/alice/x", new byte[length]).body()).isEqualTo("POST /x " + length);
        }
        refused(served.post("/arfleet/alice/x", new byte[40_001]), 413, "more than 40000 bytes");
        // Whatever it says of its length, or does not say.
        try (Socket socket = served.open(
                "POST /arfleet/alice/x HTTP/1.1\r\nHost: localhost\r\n" + "Content-Length: 9000000000\r\n\r\nx")) {
            refused(Served.answer(socket), 413, "more than 40000 bytes");
        }
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        try (Socket socket = served.open("POST /arfleet/alice/x HTTP/1.1\r\nHost: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk)) {
            refused(Served.answer(socket), 413, "more than 40000 bytes");
        }
        assertThat(served.post("/arfleet/alice/x", new byte[40_000]).status()).isEqualTo(200);
    }

    @Test
    public void bodiesThatNeverEndTakeOnlyWhatTheySentAndOnlySoLong() throws Exception {
        serve(new ArfleetServlet.Limits(1 << 20, 1_500, 60_000, 8, 64 << 10));
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                slow.add(served.open(
                        "POST /arfleet/alice/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx"));
            }
            // There is a piece of room left, for what is small.
            assertThat(served.post("/arfleet/alice/x", new byte[1000]).status()).isEqualTo(200);
            refused(served.post("/arfleet/alice/x", new byte[100_000]), 503, "too many bytes");
            for (Socket socket : slow) {
                refused(Served.answer(socket), 408, "did not come within 1500 ms");
            }
            assertThat(served.post("/arfleet/alice/x", new byte[60_000]).status())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    public void sendersThatGoAwayLeaveTheirRoomAndTheirPlace() throws Exception {
        serve(new ArfleetServlet.Limits(1 << 20, 60_000, 60_000, 4, 64 << 10));
        for (int i = 0; i < 6; i++) {
            try (Socket socket =
                    served.open("POST /arfleet/alice/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")) {
                socket.shutdownOutput();
                refused(Served.answer(socket), 400, "ended before it was whole");
            }
            assertThat(served.post("/arfleet/alice/x", new byte[1000]).body()).isEqualTo("POST /x 1000");
        }
    }

    @Test
    public void requestsThatWaitHoldUpNobodyAndAreNotTooMany() throws Exception {
        serve(new ArfleetServlet.Limits(1 << 20, 60_000, 60_000, 2, 64 << 10));
        BlockingQueue<CompletableFuture<Reply>> replies = new LinkedBlockingQueue<>();
        served.alice = request -> {
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            replies.add(reply);
            return reply;
        };
        String request = "GET /arfleet/alice/slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket one = served.open(request);
                Socket other = served.open(request)) {
            List<CompletableFuture<Reply>> both =
                    List.of(replies.poll(10, TimeUnit.SECONDS), replies.poll(10, TimeUnit.SECONDS));
            Answer third = served.raw("GET /arfleet/alice/slow");
            refused(third, 503, "too many requests");
            assertThat(third.says("Retry-After: 1")).isTrue();
            both.forEach(reply -> reply.complete(Served.text(200, "at last")));
            assertThat(Served.last(one).body()).isEqualTo("at last");
            assertThat(Served.last(other).body()).isEqualTo("at last");
        }
        served.alice = now -> CompletableFuture.completedFuture(Served.text(200, "pong"));
        assertThat(served.raw("GET /arfleet/alice/x").body()).isEqualTo("pong");
    }

    @Test
    public void aProviderThatNeverAnswersOrBreaksIsToldFromOneThatRefuses() throws Exception {
        serve(new ArfleetServlet.Limits(1 << 20, 60_000, 200, 1, 64 << 10));
        CompletableFuture<Reply> never = new CompletableFuture<>();
        served.alice = request -> never;
        refused(served.raw("GET /arfleet/alice/x"), 504, "alice has not answered within 200 ms");
        assertThat(never).isNotDone();
        served.alice = request -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
        Answer broken = served.raw("GET /arfleet/alice/x");
        refused(broken, 500, "could not answer");
        assertThat(broken.body()).doesNotContain("secret");
        served.alice = request -> {
            throw new IllegalStateException("secret");
        };
        refused(served.post("/arfleet/alice/x", new byte[3]), 500, "could not answer");
        served.alice = request -> CompletableFuture.completedFuture(Served.text(403, "not signed"));
        refused(served.raw("GET /arfleet/alice/x"), 403, "not signed");
    }

    @Test
    public void requestsFromElsewhereNeedANameThatIsKnown() throws IOException {
        String line = "GET /arfleet/alice/x HTTP/1.1\r\nHost: ";
        refused(served.raw(line + "evil.example\r\n", new byte[0]), 403, "Host");
        assertThat(served.raw(line + "provider.example:7414\r\n", new byte[0]).status())
                .isEqualTo(200);
        assertThat(served.raw(line + "PROVIDER.example\r\n", new byte[0]).status())
                .isEqualTo(200);
        refused(served.raw("GET /arfleet/alice/x HTTP/1.0\r\n", new byte[0]), 403, "Host");
        assertThat(served.asked).hasSize(2);
    }

    @Test
    public void pagesReadWhatProvidersSayOnlyIfTheyMay() throws IOException {
        for (String stranger : List.of("https://evil.example", "null", "https://pages.example.evil", "x y")) {
            Answer answer = served.raw("GET /arfleet/alice/x", "Origin: " + stranger);
            refused(answer, 403, "may not call here");
            assertThat(answer.head()).doesNotContain("Access-Control-Allow-Origin");
        }
        assertThat(served.asked).isEmpty();
        for (String friend : List.of("https://pages.example", "http://localhost:3000")) {
            Answer answer = served.raw("GET /arfleet/alice/x", "Origin: " + friend);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.says("Access-Control-Allow-Origin: " + friend)).isTrue();
            assertThat(answer.says("Vary: Origin")).isTrue();
        }
        Answer before = served.raw("OPTIONS /arfleet/alice/cmd/ping", "Origin: https://pages.example");
        assertThat(before.status()).isEqualTo(204);
        assertThat(before.head()).contains("ArFleet-Signature", "ArFleet-Address", "HEAD, POST");
        assertThat(served.raw("OPTIONS /arfleet/alice/cmd/ping", "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    public void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new ArfleetServlet.Limits(ProviderDoor.MAX_BODY + 1, 1, 1, 1, 1))
                .hasMessageContaining("bodyLimit is 1 to 10485760");
        assertThatThrownBy(() -> new ArfleetServlet.Limits(1, 1, 1, 0, 1)).hasMessageContaining("waiting");
    }
}
