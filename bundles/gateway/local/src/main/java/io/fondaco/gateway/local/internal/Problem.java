package io.fondaco.gateway.local.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is a refusal, as RFC 9457 has it, with a hint that says what to do. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    Problem(int status, String detail, String hint) {
        super(detail);
        this.status = status;
        this.hint = hint;
    }

    int status() {
        return status;
    }

    /** What to do, one sentence. */
    String hint() {
        return hint;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("status", status);
        map.put("title", title(status));
        map.put("detail", getMessage());
        map.put("hint", hint);
        return map;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 413 -> "Content too large";
            case 422 -> "Refused";
            case 503 -> "Not ready";
            case 504 -> "No answer in time";
            default -> "Internal error";
        };
    }
}
