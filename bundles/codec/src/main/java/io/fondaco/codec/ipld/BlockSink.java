package io.fondaco.codec.ipld;

import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Where blocks go. */
@ConsumerType
@FunctionalInterface
public interface BlockSink {
    /**
     * Takes one block. The same block may come more than once.
     *
     * @param block position to limit is the block; only valid during the call, a sink that keeps it copies it
     */
    void put(Cid cid, ByteBuffer block) throws IOException;
}
