package io.fondaco.codec.car;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees the bytes of a CAR as they are written, so that a piece commitment over the CAR needs no second reading.
 *
 * <p>The contract, in order:
 *
 * <ol>
 *   <li>Bytes come front to back without gap or overlap: each call's {@code offset} is the sum of the lengths before.
 *   <li>If the root was reserved ({@link CarWriter#reserveRoot}), the header comes first with a placeholder root, and
 *       once more, with {@code offset} 0 and the same length, when {@link CarWriter#patchRoot} is called; the first
 *       copy is void then. This is the only call that goes back. It is at most {@link CarWriter#MAX_PATCH} bytes long,
 *       and nothing comes after it.
 * </ol>
 *
 * So a streaming commitment keeps the first 127 * 8 = 1016 bytes (one subtree of 1024 padded bytes) raw until the end
 * and hashes everything after them at once.
 */
@ConsumerType
@FunctionalInterface
public interface ByteSink {
    /** @param bytes position to limit; only valid during the call */
    void accept(long offset, ByteBuffer bytes) throws IOException;
}
