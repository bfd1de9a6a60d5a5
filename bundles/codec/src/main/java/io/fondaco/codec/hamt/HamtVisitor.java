package io.fondaco.codec.hamt;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Sees the entries of a {@link Hamt}. */
@ConsumerType
@FunctionalInterface
public interface HamtVisitor {
    /**
     * Sees one entry.
     *
     * @param key a copy
     * @param value one DAG-CBOR item, a copy
     */
    void entry(byte[] key, byte[] value) throws IOException;
}
