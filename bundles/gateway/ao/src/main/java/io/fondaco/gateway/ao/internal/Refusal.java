package io.fondaco.gateway.ao.internal;

import io.fondaco.ao.AoException;

/** An answer that is a refusal, as ao's units give them: a status, and {@code {"error": ...}}. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String why) {
        super(why);
        this.status = status;
    }

    int status() {
        return status;
    }

    static Refusal of(AoException e) {
        return new Refusal(
                switch (e.reason()) {
                    case MALFORMED, UNSUPPORTED, BAD_SIGNATURE, DUPLICATE -> 400;
                    case FORBIDDEN -> 403;
                    case NOT_FOUND -> 404;
                    case STOPPED -> 409;
                    case TOO_LARGE -> 413;
                    case BUSY -> 429;
                    case UNAVAILABLE -> 503;
                },
                e.getMessage());
    }
}
