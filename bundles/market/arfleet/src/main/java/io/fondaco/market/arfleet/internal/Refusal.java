package io.fondaco.market.arfleet.internal;

import io.fondaco.arfleet.ProviderDoor.Reply;
import java.nio.charset.StandardCharsets;

/** A provider's no, with the status of its reply. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST = 300;

    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Refuses a request that is wrong. */
    static void when(boolean wrong, String why) {
        if (wrong) {
            throw new Refusal(400, why);
        }
    }

    Reply reply() {
        return text(
                status, getMessage().substring(0, Math.min(MOST, getMessage().length())));
    }

    static Reply text(int status, String text) {
        return new Reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
