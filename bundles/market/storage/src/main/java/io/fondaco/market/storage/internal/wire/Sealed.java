package io.fondaco.market.storage.internal.wire;

import java.util.Arrays;

/**
 * A value with its bytes as they were received, or as they were signed.
 *
 * @param bytes CBOR of the value, in whatever form its writer chose
 */
public record Sealed<V>(V value, byte[] bytes) {

    public Sealed {
        bytes = bytes.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Sealed<?> s && s.value.equals(value) && Arrays.equals(s.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
