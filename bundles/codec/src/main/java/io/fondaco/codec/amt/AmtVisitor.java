package io.fondaco.codec.amt;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Sees the entries of an {@link Amt}. */
@ConsumerType
@FunctionalInterface
public interface AmtVisitor {
    /**
     * Sees one entry.
     *
     * @param index unsigned
     * @param value one DAG-CBOR item, a copy
     */
    void entry(long index, byte[] value) throws IOException;
}
