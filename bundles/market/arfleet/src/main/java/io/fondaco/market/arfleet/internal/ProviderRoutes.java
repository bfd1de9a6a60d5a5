package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.AoException;
import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.arfleet.ProviderDoor.Reply;
import io.fondaco.arfleet.ProviderDoor.Request;
import io.fondaco.arfleet.SignedRequest;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.model.Digests;
import io.fondaco.model.Time;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of ArFleet's providers: /cmd/ping, placement, accept, transfer and complete as they have them, /cmd/status besides,
 * /download and /announcement. Commands are signed ({@link SignedRequest}); what is there for everybody is not.
 *
 * <p>Where they differ from ArFleet's own: placement also names duration, every, response and leaves, all of which are
 * checked; transfer takes several chunks one behind the other; accept may leave the leaves out where they would not fit.
 */
final class ProviderRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderRoutes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    private final Merchants merchants;
    private final ProviderSide side;
    private final Function<Merchant, Optional<Map<String, Object>>> announcements;
    private final Time time;
    private final Executor threads;
    private final Replays replays;

    /** @param threads on which requests wait for the disk and for the unit */
    ProviderRoutes(
            Merchants merchants,
            ProviderSide side,
            Function<Merchant, Optional<Map<String, Object>>> announcements,
            Time time,
            Executor threads) {
        this.merchants = merchants;
        this.side = side;
        this.announcements = announcements;
        this.time = time;
        this.threads = threads;
        this.replays = new Replays(time);
    }

    /** As {@link ProviderDoor#ask}. */
    Optional<CompletionStage<Reply>> ask(Request request) {
        Optional<Merchant> provider = merchants.named(request.party()).filter(Merchant::provides);
        return provider.map(found -> {
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            try {
                threads.execute(() -> reply.complete(answer(found, request)));
            } catch (RejectedExecutionException full) {
                reply.complete(new Refusal(503, "too much to do; try again").reply());
            }
            return reply;
        });
    }

    private Reply answer(Merchant provider, Request request) {
        try {
            return route(provider, request);
        } catch (Refusal refusal) {
            LOG.debug("{} {} to {}: {}", request.method(), request.path(), provider.name(), refusal.getMessage());
            return refusal.reply();
        } catch (RuntimeException bug) {
            LOG.error("{} {} to {}", request.method(), request.path(), provider.name(), bug);
            return Refusal.text(500, "something is wrong here; the provider's log says what");
        }
    }

    private Reply route(Merchant provider, Request request) {
        int query = request.path().indexOf('?');
        String path = query < 0 ? request.path() : request.path().substring(0, query);
        if (path.startsWith("/cmd/")) {
            return command(provider, request, path.substring("/cmd/".length()));
        }
        if (request.method().equals("POST")) {
            throw new Refusal(405, "only commands are posted");
        }
        if (path.equals("/announcement")) {
            return announcements
                    .apply(provider)
                    .map(fields -> json(Map.of("announcement", fields)))
                    .orElseThrow(() -> new Refusal(404, "nothing is announced"));
        }
        if (path.startsWith("/download/")) {
            Map<String, String> asked = query(request.path());
            byte[] chunks =
                    side.download(provider, path.substring("/download/".length()), number(asked, "pos", 0), (int)
                            Math.min(Integer.MAX_VALUE, number(asked, "count", 1)));
            return new Reply(200, "application/octet-stream", chunks);
        }
        throw new Refusal(404, "nothing is served here");
    }

    private Reply command(Merchant provider, Request request, String command) {
        String client = signed(provider, request);
        if (request.method().equals("GET") && command.equals("status")) {
            return json(side.status(provider, client, query(request.path()).getOrDefault("placement_id", "")));
        }
        if (!request.method().equals("POST")) {
            throw new Refusal(405, "commands are posted");
        }
        JsonNode body = body(request.body());
        switch (command) {
            case "ping" -> {
                return Refusal.text(200, "pong");
            }
            case "placement" -> placement(provider, client, body);
            case "accept" ->
                side.accept(
                        provider,
                        client,
                        text(body, "placement_id"),
                        text(body, "merkle_root"),
                        text(body, "process_id"),
                        leaves(body));
            case "transfer" -> {
                return json(Map.of("received", transfer(provider, client, body)));
            }
            case "complete" -> side.complete(provider, client, text(body, "placement_id"), text(body, "public_key"));
            default -> throw new Refusal(404, "no command is called that");
        }
        return Refusal.text(200, "OK");
    }

    /** @return who signed the request */
    private String signed(Merchant provider, Request request) {
        String header =
                request.signature().orElseThrow(() -> new Refusal(401, SignedRequest.SIGNATURE + " is missing"));
        try {
            SignedRequest.Asked asked = SignedRequest.check(
                    header,
                    request.address(),
                    request.method(),
                    request.path(),
                    provider.address(),
                    request.body(),
                    time.now());
            replays.first(asked.id());
            return asked.address();
        } catch (AoException refused) {
            throw new Refusal(refused.reason() == AoException.Reason.FORBIDDEN ? 403 : 401, refused.getMessage());
        }
    }

    private void placement(Merchant provider, String client, JsonNode body) {
        String named = text(body, "provider_id");
        if (!named.equals(provider.address())) {
            throw new Refusal(400, "this is provider " + provider.address());
        }
        side.reserve(
                provider,
                client,
                new ProviderSide.Wanted(
                        text(body, "placement_id"),
                        number(body, "size"),
                        number(body, "chunks"),
                        amount(body, "required_reward"),
                        amount(body, "required_collateral"),
                        number(body, "duration"),
                        number(body, "every"),
                        number(body, "response"),
                        (int) Math.min(Integer.MAX_VALUE, number(body, "leaves"))));
    }

    private long transfer(Merchant provider, String client, JsonNode body) {
        byte[] chunks;
        try {
            chunks = Base64.getDecoder().decode(text(body, "chunk_data"));
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(400, "chunk_data is no base64");
        }
        if (!HexFormat.of().formatHex(Digests.sha256(chunks)).equals(text(body, "hash"))) {
            throw new Refusal(400, "hash is not the SHA-256 of chunk_data");
        }
        return side.receive(provider, client, text(body, "placement_id"), number(body, "pos"), chunks);
    }

    private static byte[] leaves(JsonNode body) {
        JsonNode list = body.path("chunks");
        if (list.isMissingNode()) {
            return NOTHING;
        }
        byte[] all = new byte[list.size() * 32];
        int at = 0;
        for (JsonNode leaf : list) {
            String text = leaf.asText();
            if (!text.matches("[0-9a-f]{64}")) {
                throw new Refusal(400, "chunks are hashes of 64 hexadecimal digits");
            }
            System.arraycopy(HexFormat.of().parseHex(text), 0, all, at, 32);
            at += 32;
        }
        return all;
    }

    private static JsonNode body(byte[] bytes) {
        try {
            JsonNode body = JSON.readTree(bytes);
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException malformed) {
            throw new Refusal(400, "the body is no JSON");
        }
        throw new Refusal(400, "the body is no JSON object");
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isTextual()) {
            throw new Refusal(400, field + " has to be a text");
        }
        return value.asText();
    }

    private static long number(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new Refusal(400, field + " has to be a whole number, 0 or more");
        }
        return value.asLong();
    }

    private static BigInteger amount(JsonNode body, String field) {
        String text = text(body, field);
        if (!text.matches("0|[1-9][0-9]{0,38}")) {
            throw new Refusal(400, field + " has to be an amount in decimal digits");
        }
        return new BigInteger(text);
    }

    private static Map<String, String> query(String path) {
        Map<String, String> all = new HashMap<>();
        int at = path.indexOf('?');
        if (at >= 0) {
            for (String pair : path.substring(at + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    all.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        }
        return all;
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refusal(400, name + " has to be a whole number");
        }
        return Long.parseLong(text);
    }

    private static Reply json(Object value) {
        try {
            return new Reply(
                    200, "application/json", JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
