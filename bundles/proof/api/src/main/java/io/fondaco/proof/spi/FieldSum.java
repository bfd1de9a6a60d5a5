package io.fondaco.proof.spi;

import io.fondaco.proof.ProofException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Sums and differences in the scalar field of BLS12-381, node by node: how a replica is encoded and decoded. */
@ConsumerType
public interface FieldSum {

    /**
     * @param sums written; may be {@code left} or {@code right} itself
     * @throws ProofException (MALFORMED) naming the first node that is no field element
     */
    void add(ByteBuffer left, ByteBuffer right, ByteBuffer sums);

    /** As {@link #add}, with {@code left - right}. */
    void subtract(ByteBuffer left, ByteBuffer right, ByteBuffer differences);
}
