package io.fondaco.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.TransportException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Servers that break off, lie, change their minds, and how pulls outlive them. */
public class HttpTransportTest {

    private static final int SIZE = 4_000_003;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final byte[] content = Pulls.content(SIZE);
    private HttpTransport transport = transport(5);
    private RawServer server;

    private HttpTransport transport(int chunks) {
        HttpTransport made = new HttpTransport(
                time, new HttpSettings(true, 0, chunks, 100_000, Duration.ofSeconds(15), 1024, Duration.ofSeconds(60)));
        open.add(made);
        return made;
    }

    private void serve(RawServer.Answer answer) throws Exception {
        server = new RawServer(answer);
        open.add(server);
    }

    @After
    public void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Path file() {
        return folder.getRoot().toPath().resolve("draft");
    }

    private TransferOrder order(long bytes, long most) {
        return Pulls.order("http://127.0.0.1:" + server.port() + "/file", Map.of(), file(), bytes, most);
    }

    private TransportException failure() throws Exception {
        return Pulls.failure(transport, order(SIZE, SIZE));
    }

    private void completes() throws Exception {
        assertThat(Pulls.done(transport.begin(order(SIZE, SIZE), Pulls.NOBODY))).isEqualTo(SIZE);
        assertThat(file()).hasBinaryContent(content);
        assertThat(folder.getRoot().list()).as("no ledger is left").containsExactly("draft");
    }

    @Test
    public void fetchesSixteenMebibytesOverFiveConnectionsAtOnce() throws Exception {
        byte[] big = Pulls.content(16 << 20);
        CountDownLatch allFive = new CountDownLatch(5);
        serve((request, out) -> {
            // The first says how long the whole is before anybody can ask for the rest.
            boolean first = request.to() < 0;
            if (first) {
                RawServer.range(request, out, big, "\"a\"", 0);
                out.flush();
            }
            allFive.countDown();
            assertThat(allFive.await(20, TimeUnit.SECONDS)).isTrue();
            if (first) {
                out.write(big);
            } else {
                RawServer.range(request, out, big, "\"a\"", Long.MAX_VALUE);
            }
        });
        TransferOrder order = order(big.length, big.length);
        assertThat(Pulls.done(transport.begin(order, Pulls.NOBODY))).isEqualTo(big.length);
        assertThat(file()).hasBinaryContent(big);
        assertThat(server.requests).hasSize(5);
    }

    @Test
    public void goesOnAfterACutWithANewTransportAndAsksOnlyForWhatIsMissing() throws Exception {
        transport = transport(1);
        serve((request, out) -> RawServer.range(request, out, content, "\"a\"", 1_500_000));
        TransportException cut = failure();
        assertThat(cut.worthRepeating()).isTrue();
        assertThat(Files.size(file()))
                .as("never of its final size before the end")
                .isEqualTo(SIZE + 1L);

        transport.close();
        transport = transport(1);
        assertThat(failure().worthRepeating()).isTrue();
        transport.close();
        transport = transport(1);
        completes();
        assertThat(server.requests).extracting(RawServer.Request::from).containsExactly(0L, 1_500_000L, 3_000_000L);
        assertThat(server.requests.get(1).headers()).containsEntry("if-range", "\"a\"");
    }

    @Test
    public void goesOnWithManyChunksAfterCuts() throws Exception {
        AtomicInteger served = new AtomicInteger();
        serve((request, out) -> {
            long cut = served.incrementAndGet() <= 10 ? 300_000 : Long.MAX_VALUE;
            RawServer.range(request, out, content, "\"a\"", cut);
        });
        int attempts = 0;
        while (!Files.exists(file()) || Files.size(file()) != SIZE) {
            Attempt attempt = transport.begin(order(SIZE, SIZE), Pulls.NOBODY);
            try {
                Pulls.done(attempt);
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(((TransportException) e.getCause()).worthRepeating()).isTrue();
            }
            assertThat(++attempts).isLessThan(20);
        }
        assertThat(file()).hasBinaryContent(content);
    }

    @Test
    public void startsOverWhenTheFileIsAnother() throws Exception {
        byte[] before = Pulls.content(SIZE - 1);
        byte[] old = Arrays.copyOf(before, SIZE);
        AtomicReference<String> tag = new AtomicReference<>("\"old\"");
        serve((request, out) -> RawServer.range(
                request,
                out,
                tag.get().equals("\"old\"") ? old : content,
                tag.get(),
                tag.get().equals("\"old\"") ? 300_000 : Long.MAX_VALUE));
        failure();
        tag.set("\"new\"");
        completes();
    }

    @Test
    public void startsOverWhenTheServerIgnoresIfRange() throws Exception {
        AtomicInteger version = new AtomicInteger();
        byte[] old = new byte[SIZE];
        transport = transport(1);
        serve((request, out) -> {
            boolean first = version.getAndIncrement() == 0;
            RawServer.Request plain = new RawServer.Request(request.path(), Map.of(), request.from(), request.to());
            RawServer.range(plain, out, first ? old : content, first ? "\"1\"" : "\"2\"", first ? 300_000 : SIZE);
        });
        failure();
        completes();
    }

    @Test
    public void mixesNoTwoVersions() throws Exception {
        AtomicInteger version = new AtomicInteger();
        serve((request, out) -> {
            RawServer.Request plain = new RawServer.Request(request.path(), Map.of(), request.from(), request.to());
            RawServer.range(plain, out, content, "\"" + version.getAndIncrement() + "\"", SIZE / 3);
        });
        for (int i = 0; i < 5; i++) {
            assertThat(failure().worthRepeating()).isTrue();
            assertThat(Files.size(file())).isNotEqualTo(SIZE);
        }
    }

    @Test
    public void trustsNoLedgerWithoutItsDraft() throws Exception {
        transport = transport(1);
        serve((request, out) -> RawServer.range(request, out, content, "\"a\"", 1_500_000));
        failure();
        byte[] ledger = Files.readAllBytes(folder.getRoot().toPath().resolve("draft.http"));
        Files.delete(file());
        Files.createFile(file());
        Files.write(folder.getRoot().toPath().resolve("draft.http"), ledger);
        failure();
        assertThat(server.requests).extracting(RawServer.Request::from).containsExactly(0L, 0L);
    }

    @Test
    public void readsADamagedLedgerAsNone() throws Exception {
        transport = transport(1);
        serve((request, out) -> RawServer.range(request, out, content, "\"a\"", 1_500_000));
        failure();
        Path path = folder.getRoot().toPath().resolve("draft.http");
        String ledger = Files.readString(path);
        List<String> damaged = List.of(
                "",
                ledger.substring(0, 20),
                ledger + "x\n",
                ledger + "5 4\n",
                ledger + "0 99999999999\n",
                ledger.replace("fondaco-http 1", "fondaco-http 2"));
        for (String text : damaged) {
            server.requests.clear();
            Files.writeString(path, text);
            failure();
            assertThat(server.requests.get(0).from()).as(text).isZero();
        }
    }

    @Test
    public void readsAServerWithoutRangesInOneStream() throws Exception {
        AtomicBoolean cut = new AtomicBoolean(true);
        serve((request, out) -> {
            RawServer.say(out, "HTTP/1.1 200 OK", "Content-Length: " + SIZE);
            out.write(content, 0, cut.getAndSet(false) ? 1_000_000 : SIZE);
        });
        TransportException broke = failure();
        assertThat(broke.worthRepeating()).isTrue();
        assertThat(broke).hasMessage("the body ended after 1000000 of 4000003 bytes");
        assertThat(Files.size(file())).isEqualTo(SIZE + 1L);
        completes();
        assertThat(server.requests).hasSize(2);
    }

    @Test
    public void managesWithAServerThatServesTheFirstConnectionOnly() throws Exception {
        AtomicInteger served = new AtomicInteger();
        serve((request, out) -> {
            if (served.incrementAndGet() > 1) {
                RawServer.say(out, "HTTP/1.1 503 Busy", "Content-Length: 0");
            } else {
                RawServer.range(request, out, content, "\"a\"", Long.MAX_VALUE);
            }
        });
        completes();
    }

    @Test
    public void asksAgainWhenAServerSendsLessThanTheRange() throws Exception {
        transport = transport(2);
        serve((request, out) -> {
            long end = request.to() < 0 ? SIZE - 1 : request.to();
            long to = Math.min(end, request.from() + 700_000 - 1);
            RawServer.range(
                    new RawServer.Request(request.path(), Map.of(), request.from(), to), out, content, "\"a\"", SIZE);
        });
        completes();
    }

    @Test
    public void readsChunkedBodiesOfUnknownLength() throws Exception {
        serve((request, out) -> {
            RawServer.say(out, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked");
            chunk(out, content, 0, 1);
            chunk(out, content, 1, 99_999);
            chunk(out, content, 100_000, SIZE - 100_000);
            out.write("0;why=not\r\nTrailer: x\r\n\r\n".getBytes());
        });
        assertThat(Pulls.done(transport.begin(order(-1, SIZE), Pulls.NOBODY))).isEqualTo(SIZE);
        assertThat(file()).hasBinaryContent(content);
        Files.delete(file());
        completes();
    }

    private static void chunk(OutputStream out, byte[] content, int from, int length) throws Exception {
        out.write((Integer.toHexString(length) + "\r\n").getBytes());
        out.write(content, from, length);
        out.write("\r\n".getBytes());
    }

    @Test
    public void stopsReadingABodyWithoutEnd() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        serve((request, out) -> {
            RawServer.say(out, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked");
            try {
                while (true) {
                    chunk(out, content, 0, 100_000);
                }
            } finally {
                gone.countDown();
            }
        });
        TransportException tooMuch = Pulls.failure(transport, order(-1, 1_000_000));
        assertThat(tooMuch.worthRepeating()).isFalse();
        assertThat(tooMuch).hasMessage("the address sends more than 1000000 bytes");
        assertThat(Files.size(file())).isLessThanOrEqualTo(1_000_000);
        assertThat(gone.await(20, TimeUnit.SECONDS))
                .as("the connection is closed")
                .isTrue();
    }

    @Test
    public void followsNoRedirectUnlessAllowed() throws Exception {
        serve((request, out) -> RawServer.say(out, "HTTP/1.1 302 Found", "Location: /other", "Content-Length: 0"));
        assertThat(failure().worthRepeating()).isFalse();
        assertThat(server.requests).hasSize(1);
    }

    @Test
    public void cutsAServerThatIsTooSlow() throws Exception {
        CountDownLatch moving = new CountDownLatch(1);
        serve((request, out) -> {
            RawServer.say(
                    out,
                    "HTTP/1.1 206 Partial",
                    "Content-Range: bytes 0-" + (SIZE - 1) + "/" + SIZE,
                    "Content-Length: " + SIZE);
            out.write(content, 0, 61_439);
            out.flush();
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        });
        transport = transport(1);
        Attempt attempt = transport.begin(order(SIZE, SIZE), new Meter() {
            @Override
            public void opened() {}

            @Override
            public void moved(long bytes, long total) {
                if (bytes == 61_439) {
                    moving.countDown();
                }
            }
        });
        assertThat(moving.await(20, TimeUnit.SECONDS)).isTrue();
        time.turn(Duration.ofSeconds(59));
        assertThat(attempt.done().toCompletableFuture().isDone()).isFalse();
        time.turn(Duration.ofSeconds(1));
        TransportException slow = Pulls.failure(attempt);
        assertThat(slow).hasMessage("slower than 1024 bytes per second over 60 s");
        assertThat(slow.worthRepeating()).isTrue();
        assertThat(time.next()).isNull();
    }

    @Test
    public void stopsWhileItWaitsForAnAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        serve((request, out) -> {
            asked.countDown();
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        });
        Attempt attempt = transport.begin(order(SIZE, SIZE), Pulls.NOBODY);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        attempt.stop("no longer wanted");
        TransportException stopped = Pulls.failure(attempt);
        assertThat(stopped).hasMessage("no longer wanted");
        assertThat(stopped.worthRepeating()).isTrue();
        assertThat(time.next()).isNull();
    }

    @Test
    public void endsItsPullsWhenItCloses() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        serve((request, out) -> {
            asked.countDown();
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        });
        Attempt attempt = transport.begin(order(SIZE, SIZE), Pulls.NOBODY);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        transport.close();
        assertThat(Pulls.failure(attempt)).hasMessage("the http transport closes");
        assertThat(Pulls.failure(transport, order(SIZE, SIZE)).worthRepeating()).isTrue();
    }

    @Test
    public void saysSoWhenNobodyListens() throws Exception {
        serve((request, out) -> {});
        server.close();
        TransportException refused = failure();
        assertThat(refused.worthRepeating()).isTrue();
        assertThat(refused).hasMessageStartingWith("cannot connect to http://127.0.0.1:");
    }

    @Test
    public void pullsAnEmptyFile() throws Exception {
        serve((request, out) -> RawServer.range(request, out, new byte[0], "\"a\"", 0));
        assertThat(Pulls.done(transport.begin(order(-1, 10), Pulls.NOBODY))).isZero();
        assertThat(file()).isEmptyFile();
    }

    @Test
    public void leavesNothingBehindWhenTheDraftIsDeleted() throws Exception {
        transport = transport(1);
        serve((request, out) -> RawServer.range(request, out, content, "\"a\"", 1_000_000));
        Attempt attempt = transport.begin(order(SIZE, SIZE), new Meter() {
            @Override
            public void opened() {}

            @Override
            public void moved(long bytes, long total) {
                if (bytes == 1_000_000) {
                    assertThat(file().toFile().delete()).isTrue();
                    assertThat(folder.getRoot()
                                    .toPath()
                                    .resolve("draft.http")
                                    .toFile()
                                    .delete())
                            .isTrue();
                }
            }
        });
        assertThat(Pulls.failure(attempt).worthRepeating()).isTrue();
        assertThat(folder.getRoot().list()).isEmpty();
    }
}
