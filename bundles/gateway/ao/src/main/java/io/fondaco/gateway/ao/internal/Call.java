package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.ItemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.servlet.http.HttpServletRequest;

/** A request: the parts of its path, what it asks with, its body within the limit. */
final class Call {
    private final HttpServletRequest request;
    private final List<String> path;
    private final int bodyLimit;
    private final Semaphore room;
    private int taken;

    /** @param room for bodies, in bytes; what this one takes is given back by {@link #end} */
    Call(HttpServletRequest request, int bodyLimit, Semaphore room) {
        this.request = request;
        this.room = room;
        this.bodyLimit = bodyLimit;
        String info = request.getPathInfo() == null ? "" : request.getPathInfo();
        this.path = List.of(info.replaceFirst("^/", "").replaceFirst("/$", "").split("/", -1));
    }

    String method() {
        return request.getMethod();
    }

    /** The parts of the path; one empty part when there is none. */
    List<String> path() {
        return path;
    }

    /** The part of the path at a place, which must be an id. */
    String id(int at, String what) {
        return ItemId.require(what, path.get(at));
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(parameter(name));
    }

    /** A parameter of the query string: those of a form in the body are not asked for, nor read. */
    private String parameter(String name) {
        String query = request.getQueryString();
        if (query == null) {
            return null;
        }
        for (String part : query.split("&")) {
            int at = part.indexOf('=');
            String key = decoded(at < 0 ? part : part.substring(0, at));
            if (key.equals(name)) {
                return at < 0 ? "" : decoded(part.substring(at + 1));
            }
        }
        return null;
    }

    private static String decoded(String text) {
        try {
            return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "the query is not encoded as URLs are");
        }
    }

    /** The id of a parameter. */
    Optional<String> idQuery(String name) {
        return query(name).map(id -> ItemId.require("the parameter " + name, id));
    }

    /** The process a request must name. */
    String process() {
        return idQuery("process-id").orElseThrow(() -> new Refusal(400, "the parameter process-id is missing"));
    }

    /** A whole number that is not negative. */
    Optional<Long> number(String name) {
        return query(name).filter(text -> !text.isEmpty()).map(text -> {
            if (!text.matches("\\d{1,18}")) {
                throw new Refusal(400, "the parameter " + name + " is no number");
            }
            return Long.parseLong(text);
        });
    }

    /** A limit, cut to what is given at most. */
    int limit(int usual, int most) {
        long limit = number("limit").orElse((long) usual);
        if (limit < 1) {
            throw new Refusal(400, "the parameter limit is at least 1");
        }
        return (int) Math.min(limit, most);
    }

    boolean wantsJson() {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("application/json");
    }

    /** The whole body, refused as soon as it is longer than the limit, however long it says it is. */
    byte[] body() throws IOException {
        if (request.getContentLengthLong() > bodyLimit) {
            throw tooLarge();
        }
        // One that does not tell its length may fill the limit.
        int most = request.getContentLengthLong() >= 0 ? request.getContentLength() : bodyLimit;
        if (!room.tryAcquire(most)) {
            throw new Refusal(503, "too many bytes are on their way to this unit; try again");
        }
        taken += most;
        byte[] body = request.getInputStream().readNBytes(bodyLimit);
        if (body.length == bodyLimit && request.getInputStream().read() >= 0) {
            throw tooLarge();
        }
        return body;
    }

    /** The answer is known: nobody needs the body any more. */
    void end() {
        room.release(taken);
        taken = 0;
    }

    private Refusal tooLarge() {
        return new Refusal(413, "the body has more than " + bodyLimit + " bytes");
    }

    JsonNode json() throws IOException {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body());
        } catch (JsonProcessingException e) {
            throw new Refusal(400, "the body is no JSON: " + e.getOriginalMessage());
        }
        if (json == null || !json.isObject()) {
            throw new Refusal(400, "the body is no JSON object");
        }
        return json;
    }
}
