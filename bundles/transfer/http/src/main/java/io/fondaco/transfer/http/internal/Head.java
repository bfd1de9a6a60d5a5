package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.spi.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head of a response, read strictly (RFC 9112): lines end with CR LF, none is folded, names are tokens directly
 * followed by a colon, and what frames the body is said once and in one way. Values are never put into messages.
 */
public final class Head {

    /** Status line and headers together, in bytes. */
    public static final int MOST_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Head.class);
    private static final int MOST_INTERIM = 5;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

    private final int status;
    private final Map<String, List<String>> headers;

    /** @param from to @param to both included, -1 for a range that could not be satisfied @param total -1 if unknown */
    public record ContentRange(long from, long to, long total) {}

    private Head(int status, Map<String, List<String>> headers) {
        this.status = status;
        this.headers = headers;
    }

    /** Reads the final head, past interim ones. */
    public static Head read(InputStream in) throws IOException {
        for (int i = 0; i <= MOST_INTERIM; i++) {
            Head head = parse(lines(in));
            if (head.status >= 200) {
                return head;
            }
            if (head.status == 101) {
                break;
            }
        }
        throw malformed("it has no final status");
    }

    private static List<String> lines(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = 0; read < MOST_BYTES; read++) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the response ends in its head");
            }
            if (b == '\n') {
                throw malformed("a line ends without CR");
            }
            if (b != '\r') {
                line.write(b);
                continue;
            }
            read++;
            int lf = in.read();
            if (lf < 0) {
                throw new EOFException("the response ends in its head");
            }
            if (lf != '\n') {
                throw malformed("a CR stands alone");
            }
            if (line.size() == 0) {
                return lines;
            }
            lines.add(line.toString(StandardCharsets.ISO_8859_1));
            line.reset();
        }
        throw malformed("it is longer than " + MOST_BYTES + " bytes");
    }

    private static Head parse(List<String> lines) {
        Matcher status = STATUS.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!status.matches()) {
            throw malformed("it does not begin with an HTTP/1 status");
        }
        Map<String, List<String>> headers = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1
                    || !RequestHeaders.TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw malformed("a line is folded or has no proper name");
            }
            String value = strip(line.substring(colon + 1));
            if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
                throw malformed("a value has control characters");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(value);
        }
        return new Head(Integer.parseInt(status.group(1)), headers);
    }

    private static String strip(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }

    public int status() {
        return status;
    }

    /** The one value of a header. @throws TransportException lasting when it is said more than once */
    public Optional<String> one(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw malformed("it says " + name + " " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    public boolean chunked() {
        Optional<String> coding = one("transfer-encoding");
        if (coding.isEmpty()) {
            return false;
        }
        if (!coding.get().equalsIgnoreCase("chunked")) {
            throw malformed("it has a transfer encoding that is not known");
        }
        if (one("content-length").isPresent()) {
            throw malformed("it says how long it is in two ways");
        }
        return true;
    }

    /** -1 when it is not said. */
    public long contentLength() {
        Optional<String> length = one("content-length");
        if (length.isEmpty()) {
            return -1;
        }
        if (!NUMBER.matcher(length.get()).matches()) {
            throw malformed("its length is not a number");
        }
        return Long.parseLong(length.get());
    }

    /** @throws TransportException lasting when there is none that makes sense */
    public ContentRange contentRange() {
        Matcher range = CONTENT_RANGE.matcher(one("content-range").orElse(""));
        if (!range.matches()) {
            throw malformed("it does not say which range it is");
        }
        long total = range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
        if (range.group(1) == null) {
            return new ContentRange(-1, -1, total);
        }
        ContentRange all = new ContentRange(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)), total);
        if (all.from > all.to || total >= 0 && all.to >= total) {
            throw malformed("its range contradicts itself");
        }
        return all;
    }

    /** No encoding is undone: a small body could then become any size. */
    public void requireIdentity() {
        String coding = one("content-encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw TransportException.lasting("the address answers with an encoded body, which was not asked for", null);
        }
    }

    /** How long to wait, RFC 9110 section 10.2.3; empty when it is not said, in the past, or cannot be read. */
    public Optional<Duration> retryAfter(Instant now) {
        List<String> said = headers.getOrDefault("retry-after", List.of());
        if (said.size() != 1) {
            return Optional.empty();
        }
        try {
            Duration pause = SECONDS.matcher(said.get(0)).matches()
                    ? Duration.ofSeconds(Long.parseLong(said.get(0)))
                    : Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(said.get(0))));
            return Optional.of(pause).filter(p -> !p.isNegative() && !p.isZero());
        } catch (DateTimeException unreadable) {
            LOG.debug("A Retry-After that cannot be read is not heeded");
            return Optional.empty();
        }
    }

    /** What tells one version of the file from another: ETag and Last-Modified, as they were said; may be empty. */
    public String version() {
        return one("etag").orElse("") + "|" + one("last-modified").orElse("");
    }

    /** What If-Range may carry: a strong tag, else the date; weak tags must not be used. */
    public static String ifRange(String version) {
        int bar = version.lastIndexOf('|');
        String tag = version.substring(0, bar);
        return STRONG_TAG.matcher(tag).matches() ? tag : version.substring(bar + 1);
    }

    static TransportException malformed(String why) {
        return TransportException.lasting("the address does not answer in proper HTTP: " + why, null);
    }
}
