package io.fondaco.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.TransportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Answers that are not proper HTTP, or contradict themselves or the order. */
public class StrictReadingTest {

    private static final String SECRET = "secret-of-the-inner-network";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HttpTransport transport = new HttpTransport(
            new HandCrankedTime(),
            new HttpSettings(true, 2, 5, 1000, Duration.ofSeconds(15), 1024, Duration.ofSeconds(60)));

    @After
    public void close() {
        transport.close();
    }

    private TransferOrder order(RawServer server, Map<String, String> headers, long bytes, long most) {
        Path file = folder.getRoot().toPath().resolve("file");
        return Pulls.order("http://127.0.0.1:" + server.port() + "/x", headers, file, bytes, most);
    }

    /** What comes of an answer, for an order of 10 bytes, or unknown and at most 20. */
    private TransportException failure(String answer, long bytes) throws Exception {
        try (RawServer server =
                new RawServer((request, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)))) {
            return Pulls.failure(transport, order(server, Map.of(), bytes, 20));
        }
    }

    private static Map<String, String> table(String... rows) {
        Map<String, String> table = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i += 2) {
            table.put(rows[i], rows[i + 1]);
        }
        return table;
    }

    @Test
    public void refusesHeadsThatAreNotProperHttp() throws Exception {
        Map<String, String> answers = table(
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "does not begin with an HTTP/1 status",
                "HTTP/2.0 200 OK\r\n\r\n",
                "does not begin with an HTTP/1 status",
                "HTTP/1.1 99 Low\r\n\r\n",
                "does not begin with an HTTP/1 status",
                "HTTP/1.1 200\u0000\r\n\r\n",
                "does not begin with an HTTP/1 status",
                "\r\n\r\n",
                "does not begin with an HTTP/1 status",
                "HTTP/1.1 200 OK\nContent-Length: 10\n\n0123456789",
                "ends without CR",
                "HTTP/1.1 200 OK\r\nA: b\rContent-Length: 10\r\n\r\n0123456789",
                "a CR stands alone",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n folded\r\n\r\n0123456789",
                "folded or has no proper name",
                "HTTP/1.1 200 OK\r\nContent-Length : 10\r\n\r\n0123456789",
                "folded or has no proper name",
                "HTTP/1.1 200 OK\r\n: 10\r\n\r\n0123456789",
                "folded or has no proper name",
                "HTTP/1.1 200 OK\r\nA: b\u0001c\r\nContent-Length: 10\r\n\r\n0123456789",
                "control characters",
                "HTTP/1.1 200 OK\r\nA: " + "b".repeat(16 * 1024) + "\r\n\r\n",
                "longer than 16384 bytes",
                "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(3000) + "\r\n",
                "longer than 16384 bytes",
                "HTTP/1.1 100 Go on\r\n\r\n".repeat(10),
                "no final status",
                "HTTP/1.1 101 Switch\r\n\r\n",
                "no final status");
        for (Map.Entry<String, String> row : answers.entrySet()) {
            TransportException failure = failure(row.getKey(), 10);
            assertThat(failure).as(row.getKey()).hasMessageContaining(row.getValue());
            assertThat(failure.worthRepeating()).as(row.getKey()).isFalse();
        }
    }

    @Test
    public void refusesBodiesWhoseFrameIsUnclear() throws Exception {
        String ok = "HTTP/1.1 200 OK\r\n";
        Map<String, String> answers = table(
                ok + "Content-Length: 10\r\nContent-Length: 10\r\n\r\n0123456789",
                "says content-length 2 times",
                ok + "Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
                "in two ways",
                ok + "Content-Length: +10\r\n\r\n0123456789",
                "not a number",
                ok + "Content-Length: 10, 10\r\n\r\n0123456789",
                "not a number",
                ok + "Content-Length: 99999999999999999999\r\n\r\n0123456789",
                "not a number",
                ok + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                "transfer encoding that is not known",
                ok + "Transfer-Encoding: xchunked\r\n\r\n",
                "transfer encoding that is not known",
                ok + "Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n0123456789",
                "encoded body",
                ok + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "no proper size",
                ok + "Transfer-Encoding: chunked\r\n\r\n0xa\r\n0123456789\r\n",
                "no proper size",
                ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "no proper size",
                ok + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789X\r\n0\r\n\r\n",
                "longer than it says",
                ok + "Transfer-Encoding: chunked\r\n\r\na\n0123456789\n0\n\n",
                "ends without CR",
                ok + "Transfer-Encoding: chunked\r\n\r\na;" + "e".repeat(2000) + "\r\n",
                "longer than 1024 bytes",
                ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "T: t\r\n".repeat(100) + "\r\n",
                "more than 64 trailers");
        for (Map.Entry<String, String> row : answers.entrySet()) {
            TransportException failure = failure(row.getKey(), 10);
            assertThat(failure).as(row.getKey()).hasMessageContaining(row.getValue());
            assertThat(failure.worthRepeating()).as(row.getKey()).isFalse();
        }
    }

    @Test
    public void refusesLengthsThatContradictTheOrderOrThemselves() throws Exception {
        String part = "HTTP/1.1 206 Partial\r\n";
        Map<String, String> answers = table(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n012345678",
                "has 9 bytes and must have 10",
                "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n",
                "has 21 bytes and must have 10",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n012345678\r\n0\r\n\r\n",
                "ended after 9 of 10 bytes",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n",
                "more than 10 bytes",
                "HTTP/1.1 200 OK\r\n\r\n0123456789a",
                "more than 10 bytes",
                part + "Content-Range: bytes 1-9/10\r\nContent-Length: 9\r\n\r\n123456789",
                "another range",
                part + "Content-Range: bytes 0-9/10\r\nContent-Length: 5\r\n\r\n01234",
                "contradict each other",
                part + "Content-Range: bytes 0-10/10\r\nContent-Length: 11\r\n\r\n0123456789a",
                "contradicts itself",
                part + "Content-Range: bytes 5-4/10\r\n\r\n",
                "contradicts itself",
                part + "Content-Range: bytes 0-9/*\r\nContent-Length: 10\r\n\r\n0123456789",
                "how long the whole is",
                part + "Content-Range: bytes 0-10/11\r\nContent-Length: 11\r\n\r\n0123456789a",
                "has 11 bytes and must have 10",
                part + "Content-Range: lines 0-9/10\r\n\r\n",
                "which range it is",
                part + "Content-Type: multipart/byteranges; boundary=x\r\n\r\n",
                "which range it is");
        for (Map.Entry<String, String> row : answers.entrySet()) {
            TransportException failure = failure(row.getKey(), 10);
            assertThat(failure).as(row.getKey()).hasMessageContaining(row.getValue());
            assertThat(failure.worthRepeating()).as(row.getKey()).isFalse();
        }
        assertThat(failure("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n", -1)).hasMessageContaining("at most 20");
        assertThat(failure("HTTP/1.1 200 OK\r\n\r\n0123456789", -1)).hasMessageContaining("does not say how long");
        assertThat(failure(part + "Content-Range: bytes 0-20/21\r\n\r\n", -1)).hasMessageContaining("at most 20");
    }

    @Test
    public void triesTruncatedAnswersAgain() throws Exception {
        for (String answer : new String[] {
            "",
            "HTTP/1.1 200",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012345678",
            "HTTP/1.1 200 OK\r\n\r\n012345678",
            "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-9/10\r\n\r\n01234",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n01234",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n"
        }) {
            assertThat(failure(answer, 10).worthRepeating()).as(answer).isTrue();
        }
    }

    @Test
    public void tellsPassingFromLastingStatuses() throws Exception {
        for (int status : new int[] {400, 401, 403, 404, 405, 410, 416, 451, 501, 505, 304, 204, 300}) {
            assertThat(failure("HTTP/1.1 " + status + " " + SECRET + "\r\n\r\n", 10)
                            .worthRepeating())
                    .as("" + status)
                    .isFalse();
        }
        for (int status : new int[] {408, 425, 429, 500, 502, 503, 504, 599}) {
            assertThat(failure("HTTP/1.1 " + status + " " + SECRET + "\r\n\r\n", 10)
                            .worthRepeating())
                    .as("" + status)
                    .isTrue();
        }
    }

    @Test
    public void neverEchoesWhatTheAddressSays() throws Exception {
        for (String answer : new String[] {
            SECRET + "\r\n\r\n",
            "HTTP/1.1 404 " + SECRET + "\r\nX: " + SECRET + "\r\nContent-Length: 100\r\n\r\n" + SECRET,
            "HTTP/1.1 500 " + SECRET + "\r\n\r\n" + SECRET,
            "HTTP/1.1 200 OK\r\n" + SECRET + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: " + SECRET + "\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: gopher://" + SECRET + "/\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: ://" + SECRET + "/ \r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + SECRET + "\r\n",
            "HTTP/1.1 200 OK\r\nContent-Encoding: " + SECRET + "\r\nContent-Length: 10\r\n\r\n" + SECRET
        }) {
            assertThat(failure(answer, 10).getMessage()).as(answer).doesNotContain(SECRET);
        }
    }

    @Test
    public void followsRedirectsWithinLimitsAndLeavesSecretsAtHome() throws Exception {
        byte[] ten = "0123456789".getBytes(StandardCharsets.ISO_8859_1);
        Map<String, String> headers = Map.of("Authorization", "Bearer " + SECRET, "X-Key", SECRET);
        try (RawServer other =
                        new RawServer((request, out) -> RawServer.range(request, out, ten, "\"a\"", Long.MAX_VALUE));
                RawServer first = new RawServer((request, out) -> RawServer.say(
                        out,
                        "HTTP/1.1 307 There",
                        "Location: "
                                + (request.path().equals("/x") ? "/y" : "http://127.0.0.1:" + other.port() + "/z")))) {
            assertThat(Pulls.done(transport.begin(order(first, headers, 10, 20), Pulls.NOBODY)))
                    .isEqualTo(10);
            assertThat(first.requests).hasSize(2).allSatisfy(r -> assertThat(r.headers())
                    .containsEntry("authorization", "Bearer " + SECRET)
                    .containsEntry("host", "127.0.0.1:" + first.port()));
            assertThat(other.requests).hasSize(1).allSatisfy(r -> assertThat(r.headers())
                    .doesNotContainKeys("authorization", "x-key")
                    .containsEntry("host", "127.0.0.1:" + other.port())
                    .containsEntry("accept-encoding", "identity"));
        }
    }

    @Test
    public void checksEveryRedirect() throws Exception {
        for (String to : new String[] {
            "http://169.254.169.254/latest/meta-data/",
            "//169.254.169.254/",
            "http://[fe80::1]/",
            "http://0x7f.1/",
            "http://127.0.0.1:22/",
            "http://user@127.0.0.1/",
            "file:///etc/passwd",
            "ftp://127.0.0.1/"
        }) {
            assertThat(failure("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\n\r\n", 10))
                    .as(to)
                    .hasMessageStartingWith("the address is refused");
        }
        assertThat(failure("HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n", 10))
                .hasMessageContaining("more than 2 times");
        assertThat(failure("HTTP/1.1 302 Found\r\n\r\n", 10)).hasMessageContaining("it leads nowhere");
    }

    @Test
    public void refusesHeadersThatCouldChangeTheRequest() throws Exception {
        for (Map<String, String> headers : java.util.List.of(
                Map.of("X", SECRET + "\r\nHost: inner"),
                Map.of("X\r\nY", SECRET),
                Map.of("X Y", SECRET),
                Map.of("", SECRET),
                Map.of("X", SECRET + "\u0000"),
                Map.of("X", SECRET + "\u010d\u010a"),
                Map.of("Host", SECRET),
                Map.of("transfer-encoding", SECRET),
                Map.of("Content-Length", SECRET),
                Map.of("Range", SECRET),
                Map.of("Proxy-Authorization", SECRET),
                Map.of("X-Forwarded-For", SECRET),
                Map.of("Connection", SECRET),
                Map.of("X", SECRET + "x".repeat(8192)))) {
            try (RawServer server = new RawServer((request, out) -> {})) {
                TransportException refused = Pulls.failure(transport, order(server, headers, 10, 20));
                assertThat(refused).hasMessageStartingWith("the order's headers are refused: ");
                assertThat(refused.getMessage()).doesNotContain(SECRET);
                assertThat(refused.worthRepeating()).isFalse();
                assertThat(server.requests).isEmpty();
            }
        }
    }
}
