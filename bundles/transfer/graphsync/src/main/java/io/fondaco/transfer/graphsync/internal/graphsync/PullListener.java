package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.ipld.Node;
import io.fondaco.transfer.spi.TransportException;
import java.util.Map;

/** Told how a request goes, one call at a time, on a worker. */
public interface PullListener {

    /** A response has come; its blocks are taken in after this. */
    void responded(int status, Map<String, Node> extensions);

    /** All that the selector means is there. */
    void completed();

    void failed(TransportException why);
}
