package io.fondaco.gateway.arfleet.internal;

import io.fondaco.arfleet.ProviderDoor;
import java.nio.charset.StandardCharsets;

/** A request that does not come as far as a provider: a status, and a sentence for whoever sent it. */
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

    ProviderDoor.Reply reply() {
        return new ProviderDoor.Reply(
                status, "text/plain;charset=utf-8", getMessage().getBytes(StandardCharsets.UTF_8));
    }
}
