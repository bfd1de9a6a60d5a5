package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.model.Cid;
import java.io.IOException;

/** Where the blocks of a request go. Called from one thread at a time; may block on the disk. */
public interface Landing {

    boolean has(Cid cid);

    /** A block that is there. */
    byte[] get(Cid cid) throws IOException;

    /**
     * A block that is not there yet, verified, in the order of the walk.
     *
     * @throws io.fondaco.transfer.spi.TransportException when it may not be taken
     */
    void put(Cid cid, byte[] block) throws IOException;
}
