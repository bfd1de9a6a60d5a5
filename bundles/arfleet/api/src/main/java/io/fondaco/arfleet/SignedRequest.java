package io.fondaco.arfleet;

import io.fondaco.ao.AoException;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.model.Digests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The signature of a request to a provider: an ANS-104 item that names the method, the path, the provider, the time and the
 * body's SHA-256, in the header {@value #SIGNATURE} as base64url. ArFleet's own clients put a word there; nobody looked.
 */
public final class SignedRequest {
    /** Who asks. */
    public static final String ADDRESS = "ArFleet-Address";

    public static final String SIGNATURE = "ArFleet-Signature";
    /** How old a request may be, and how far ahead its clock. */
    public static final Duration FRESH = Duration.ofMinutes(5);

    private static final String KIND = "ArFleet-Request-1";
    private static final int MOST = 8 << 10;

    /**
     * A request that is its signer's.
     *
     * @param address of who signed it
     * @param id by which it can be told from any other; one that comes twice is a replay
     */
    public record Asked(String address, String id) {}

    private SignedRequest() {}

    /** What to put into the header. */
    public static String sign(Signer signer, String method, String path, String provider, byte[] body, Instant now) {
        byte[] anchor = new byte[32];
        new SecureRandom().nextBytes(anchor);
        DataItem item = DataItem.builder()
                .anchor(anchor)
                .tags(tags(method, path, provider, body, now))
                .sign(signer);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(item.toBytes());
    }

    private static List<Tag> tags(String method, String path, String provider, byte[] body, Instant now) {
        return List.of(
                new Tag("Type", KIND),
                new Tag("Method", method),
                new Tag("Path", path),
                new Tag("Provider", provider),
                new Tag("Time", Long.toString(now.toEpochMilli())),
                new Tag("Body", HexFormat.of().formatHex(Digests.sha256(body))));
    }

    /**
     * Checks a request.
     *
     * @param address what its header {@value #ADDRESS} says, if there is one
     * @throws AoException (MALFORMED, TOO_LARGE, UNSUPPORTED, BAD_SIGNATURE, FORBIDDEN) saying what is the matter
     */
    public static Asked check(
            String header,
            Optional<String> address,
            String method,
            String path,
            String provider,
            byte[] body,
            Instant now) {
        if (header.length() > MOST) {
            throw new AoException(AoException.Reason.TOO_LARGE, SIGNATURE + " has more than " + MOST + " characters");
        }
        DataItem item;
        try {
            item = DataItem.read(Base64.getUrlDecoder().decode(header.getBytes(StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException notBase64) {
            throw new AoException(
                    AoException.Reason.MALFORMED, SIGNATURE + " is no base64url: " + notBase64.getMessage(), notBase64);
        }
        Instant at = Instant.ofEpochMilli(time(item));
        if (!item.tags().equals(tags(method, path, provider, body, at))) {
            throw new AoException(
                    AoException.Reason.FORBIDDEN,
                    SIGNATURE + " is for another request: it signs " + item.tags() + ", and this is " + method + " "
                            + path + " to " + provider);
        }
        if (Duration.between(at, now).abs().compareTo(FRESH) > 0) {
            throw new AoException(
                    AoException.Reason.FORBIDDEN,
                    SIGNATURE + " is of " + at + ", and it is " + now + ": sign anew, with a clock that is right");
        }
        if (address.isPresent() && !address.get().equals(item.address())) {
            throw new AoException(
                    AoException.Reason.FORBIDDEN,
                    ADDRESS + " is " + address.get() + ", and " + item.address() + " signed");
        }
        if (!item.verify()) {
            throw new AoException(AoException.Reason.BAD_SIGNATURE, SIGNATURE + " was not made by " + item.address());
        }
        return new Asked(item.address(), item.id());
    }

    private static long time(DataItem item) {
        try {
            return item.tag("Time").map(Long::parseLong).orElseThrow(NumberFormatException::new);
        } catch (NumberFormatException none) {
            throw new AoException(AoException.Reason.MALFORMED, SIGNATURE + " has no tag Time in milliseconds", none);
        }
    }
}
