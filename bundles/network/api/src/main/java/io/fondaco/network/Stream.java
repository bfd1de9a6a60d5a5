package io.fondaco.network;

import io.fondaco.model.PeerId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Ordered bytes both ways. Each direction ends by itself. At most one read and one write may be under way. */
@ConsumerType
public interface Stream extends AutoCloseable {

    /** The protocol agreed on. */
    String protocol();

    PeerId remote();

    /** The next bytes, or empty when the peer has ended its direction; exceptionally when the stream was reset. */
    CompletionStage<Optional<ByteBuffer>> read();

    /** Completes when the bytes are on their way and the peer has room for more. */
    CompletionStage<Void> write(ByteBuffer bytes);

    /** Ends our direction. */
    CompletionStage<Void> closeWrite();

    /** Breaks the stream off; the peer sees an error. */
    void reset();

    /** Ends our direction if it is open and stops reading. */
    @Override
    void close();
}
