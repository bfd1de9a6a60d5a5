package io.fondaco.transfer.http.internal;

import io.fondaco.model.Digests;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.http.HttpSettings;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to pull a file. */
public final class Fetch implements Attempt, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
    static final int BUFFER = 64 * 1024;

    /** What all attempts share. @param written the files that are being written, so that no two attempts share one */
    public record Means(
            HttpSettings settings,
            Time time,
            Names names,
            Dialer dialer,
            SSLSocketFactory tls,
            Executor threads,
            Set<Path> written,
            Allowance allowance) {

        public Means(
                HttpSettings settings, Time time, Names names, Dialer dialer, SSLSocketFactory tls, Executor threads) {
            this(
                    settings,
                    time,
                    names,
                    dialer,
                    tls,
                    threads,
                    ConcurrentHashMap.newKeySet(),
                    new Allowance(settings.limits()));
        }
    }

    private final TransferOrder order;
    private final Meter meter;
    private final Means means;
    private final Wire wire;
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    private URI location;
    private Target target;
    private List<InetAddress> addresses;
    private Map<String, String> headers;
    private volatile Sheet sheet;
    private Registration watch;
    private boolean over;

    /** @throws TransportException lasting, when the order's form already forbids it */
    public Fetch(TransferOrder order, Meter meter, Means means) {
        this.order = order;
        this.meter = meter;
        this.means = means;
        if (order.direction() != TransferOrder.Direction.PULL
                || order.location().isEmpty()) {
            throw TransportException.lasting("http only pulls, and needs to be told where from", null);
        }
        goHome();
        wire = new Wire(means.settings, means.dialer, means.tls);
    }

    /** Back to the address of the order, away from where redirects led. */
    private void goHome() {
        location = order.location().orElseThrow();
        target = Target.of(location);
        headers = RequestHeaders.check(order.headers());
    }

    @Override
    public CompletionStage<Long> done() {
        return done.minimalCompletionStage();
    }

    @Override
    public void stop(String why) {
        wire.cut(why);
    }

    @Override
    public void run() {
        Path file = order.file().toAbsolutePath().normalize();
        if (!means.written.add(file)) {
            done.completeExceptionally(
                    TransportException.passing("another transfer writes the file of " + order.id(), null));
            return;
        }
        Long bytes = null;
        TransportException failure = null;
        Registration last = () -> {};
        try {
            wire.check();
            Instant until = means.allowance.until(file, means.time.now());
            last = means.time.at(until, () -> wire.cut("its time is over"));
            watch(0);
            bytes = allowed();
        } catch (TransportException e) {
            failure = e;
        } catch (IOException e) {
            failure = TransportException.passing("the pull broke off: " + e, e);
        } catch (Throwable e) {
            LOG.error("The pull of {} broke", order, e);
            failure = TransportException.passing("the pull broke off: " + e, e);
        }
        endWatch();
        last.close();
        wire.cut("it is over");
        means.written.remove(file);
        if (failure != null && !means.allowance.until(file, means.time.now()).isAfter(means.time.now())) {
            failure = means.allowance.tooLong();
        }
        if (failure == null || !failure.worthRepeating()) {
            means.allowance.over(file);
        }
        if (failure == null) {
            done.complete(bytes);
        } else {
            done.completeExceptionally(failure);
        }
    }

    private long allowed() throws IOException {
        means.allowance.enter(order);
        try {
            return fetch();
        } finally {
            means.allowance.leave(order);
        }
    }

    private long fetch() throws IOException {
        if (Sheet.complete(order)) {
            meter.moved(order.bytes(), order.bytes());
            meter.opened();
            return order.bytes();
        }
        try (Sheet draft = new Sheet(order, addressHash(), meter)) {
            sheet = draft;
            try {
                if (draft.resume() && allowed(draft.total())) {
                    if (draft.full()) {
                        return finish(draft.total());
                    }
                    Long resumed = ranges(true);
                    if (resumed != null) {
                        return resumed;
                    }
                    LOG.info(
                            "{}: the file at {} is another than before, it is fetched from its beginning",
                            order,
                            target);
                }
                draft.startOver();
                return ranges(false);
            } catch (IOException e) {
                wire.check();
                throw e;
            }
        }
    }

    private boolean allowed(long total) {
        return total <= order.most() && (order.bytes() < 0 || total == order.bytes());
    }

    /** Null when it was resumed and the file is not the one it was. */
    private Long ranges(boolean resumed) throws IOException {
        long start = resumed ? sheet.firstMissing() : 0;
        try (Wire.Exchange first = open(start, resumed ? Head.ifRange(sheet.version()) : null)) {
            Head head = first.head;
            switch (head.status()) {
                case 200:
                    return resumed ? null : stream(first);
                case 206:
                    Head.ContentRange range = range(first, start);
                    if (resumed
                            && (range.total() != sheet.total()
                                    || !head.version().equals(sheet.version()))) {
                        return null;
                    }
                    if (range.total() < 0) {
                        throw Head.malformed("it does not say how long the whole is");
                    }
                    check(range.total());
                    sheet.expect(range.total(), head.version(), true);
                    sheet.tellWhatIsThere();
                    meter.opened();
                    new Chunks(means, sheet, wire, this::again).run(first);
                    return finish(range.total());
                case 416:
                    if (resumed) {
                        return null;
                    }
                    if (start == 0 && head.contentRange().total() == 0) {
                        check(0);
                        meter.opened();
                        return finish(0);
                    }
                    throw status(head);
                default:
                    throw status(head);
            }
        }
    }

    private void check(long total) {
        if (order.bytes() >= 0 && total != order.bytes()) {
            throw TransportException.lasting(
                    "the address has " + total + " bytes and must have " + order.bytes(), null);
        }
        if (total > order.most()) {
            throw TransportException.lasting(
                    "the address has " + total + " bytes and may have at most " + order.most(), null);
        }
    }

    /** The whole in one body, from a server without ranges, or without a length. */
    private long stream(Wire.Exchange exchange) throws IOException {
        Head head = exchange.head;
        head.requireIdentity();
        boolean chunked = head.chunked();
        long said = chunked ? -1 : head.contentLength();
        if (said >= 0) {
            check(said);
        } else if (!chunked && order.bytes() < 0) {
            throw TransportException.lasting("the address does not say how long the file is", null);
        }
        long total = said >= 0 ? said : order.bytes();
        if (total >= 0) {
            sheet.expect(total, head.version(), false);
        }
        meter.opened();
        byte[] buffer = new byte[BUFFER];
        long at = 0;
        while (said < 0 || at < said) {
            int most = said < 0 ? BUFFER : (int) Math.min(BUFFER, said - at);
            int read = exchange.body.read(buffer, 0, most);
            if (read < 0) {
                break;
            }
            wire.check();
            long limit = total >= 0 ? total : order.most();
            if (at + read > limit) {
                throw TransportException.lasting("the address sends more than " + limit + " bytes", null);
            }
            sheet.write(ByteBuffer.wrap(buffer, 0, read), at, false);
            at += read;
        }
        if (total >= 0 && at < total) {
            String why = "the body ended after " + at + " of " + total + " bytes";
            throw chunked ? TransportException.lasting(why, null) : TransportException.passing(why, null);
        }
        return finish(at);
    }

    private long finish(long total) throws IOException {
        endWatch();
        wire.check();
        sheet.complete(total);
        return total;
    }

    /** The first request: resolves, checks, follows redirects as far as allowed. */
    private Wire.Exchange open(long start, String ifRange) throws IOException {
        goHome();
        for (int hop = 0; ; hop++) {
            addresses = target.resolve(means.names, means.settings.allowPrivate());
            wire.check();
            Wire.Exchange exchange =
                    wire.get(new Wire.Request(target, addresses, headers, "bytes=" + start + "-", ifRange));
            int status = exchange.head.status();
            if (!Set.of(301, 302, 303, 307, 308).contains(status)) {
                return exchange;
            }
            exchange.close();
            if (hop >= means.settings.redirects()) {
                throw TransportException.lasting(
                        "the address leads elsewhere (" + status + ") more than " + means.settings.redirects()
                                + " times",
                        null);
            }
            follow(exchange.head);
        }
    }

    private void follow(Head head) {
        URI next;
        try {
            next = location.resolve(
                    new URI(head.one("location").orElseThrow(() -> Head.malformed("it leads nowhere"))));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw Head.malformed("it leads to no address");
        }
        Target there = Target.of(next);
        if (target.tls() && !there.tls()) {
            throw Target.refused("it leads from https to http");
        }
        if (!target.sameOrigin(there)) {
            headers = Map.of();
        }
        location = next;
        target = there;
    }

    /** Another range of the same file, over another connection to an address that was checked. */
    private Wire.Exchange again(long from, long to) throws IOException {
        Wire.Exchange exchange = wire.get(new Wire.Request(
                target, addresses, headers, "bytes=" + from + "-" + (to - 1), Head.ifRange(sheet.version())));
        try {
            Head head = exchange.head;
            if (head.status() == 200) {
                throw changed();
            }
            if (head.status() != 206) {
                throw status(head);
            }
            Head.ContentRange range = range(exchange, from);
            if (range.total() >= 0 && range.total() != sheet.total()
                    || !head.version().equals(sheet.version())) {
                throw changed();
            }
            if (range.to() >= to) {
                throw Head.malformed("it sends another range than it was asked for");
            }
            return exchange;
        } catch (RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    /** What came before and what comes now may not fit; the next attempt finds out from its first answer. */
    private TransportException changed() {
        return TransportException.passing("the file at " + target + " changed while it was fetched", null);
    }

    private static Head.ContentRange range(Wire.Exchange exchange, long from) {
        Head head = exchange.head;
        head.requireIdentity();
        Head.ContentRange range = head.contentRange();
        if (range.from() != from) {
            throw Head.malformed("it sends another range than it was asked for");
        }
        long length = head.chunked() ? -1 : head.contentLength();
        if (length >= 0 && length != range.to() - range.from() + 1) {
            throw Head.malformed("its length and its range contradict each other");
        }
        exchange.at = from;
        exchange.end = range.to() + 1;
        return range;
    }

    private TransportException status(Head head) {
        int status = head.status();
        String why = "the address answers " + status;
        if (status == 429 || status == 503) {
            Optional<Duration> asked = head.retryAfter(means.time.now());
            if (asked.isPresent()) {
                return means.allowance.asked(why, asked.get());
            }
        }
        boolean passing =
                status == 408 || status == 425 || status == 429 || status >= 500 && status != 501 && status != 505;
        return passing ? TransportException.passing(why, null) : TransportException.lasting(why, null);
    }

    /** Cuts the wire when too little came since it looked last. */
    private synchronized void watch(long before) {
        HttpSettings s = means.settings;
        if (over || s.floor() == 0) {
            return;
        }
        watch = means.time.after(s.window(), () -> {
            Sheet draft = sheet;
            long now = draft == null ? 0 : draft.received();
            if ((now - before) * 1000.0 / s.window().toMillis() < s.floor()) {
                wire.cut("slower than " + s.floor() + " bytes per second over "
                        + s.window().toSeconds() + " s");
            } else {
                watch(now);
            }
        });
    }

    private synchronized void endWatch() {
        over = true;
        if (watch != null) {
            watch.close();
        }
    }

    private String addressHash() {
        byte[] text = order.location().orElseThrow().toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Digests.sha256(text));
    }
}
