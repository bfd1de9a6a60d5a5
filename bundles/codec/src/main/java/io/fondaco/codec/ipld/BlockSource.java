package io.fondaco.codec.ipld;

import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Where blocks come from. Callers verify what they get: a source need not be trusted. */
@ConsumerType
@FunctionalInterface
public interface BlockSource {
    /** The block, or empty if this source does not have it. The array belongs to the caller from then on. */
    Optional<byte[]> get(Cid cid) throws IOException;
}
