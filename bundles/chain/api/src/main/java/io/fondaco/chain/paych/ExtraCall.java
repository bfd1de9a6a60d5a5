package io.fondaco.chain.paych;

import io.fondaco.model.Address;
import java.util.Arrays;
import java.util.Objects;

/**
 * A call that must succeed for a voucher to count.
 *
 * @param method unsigned
 * @param params CBOR
 */
public record ExtraCall(Address actor, long method, byte[] params) {

    public ExtraCall {
        Objects.requireNonNull(actor, "actor");
        params = params.clone();
    }

    @Override
    public byte[] params() {
        return params.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ExtraCall c
                && actor.equals(c.actor)
                && method == c.method
                && Arrays.equals(params, c.params);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * actor.hashCode() + Long.hashCode(method)) + Arrays.hashCode(params);
    }
}
