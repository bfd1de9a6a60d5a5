package io.fondaco.codec.selector;

import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What a walk meets, in order. */
@ConsumerType
public interface TraversalVisitor {
    /** A block was loaded and verified, each time a link leads to it. */
    void block(Cid cid, byte[] bytes) throws IOException;

    /** A matcher met {@code node}; {@code path} holds keys and list indices from the root. */
    default void matched(List<String> path, Node node) throws IOException {}
}
