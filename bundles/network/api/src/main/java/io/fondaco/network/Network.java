package io.fondaco.network;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** A way for parties to reach each other. A network plugin registers one as a service. */
@ConsumerType
public interface Network {

    /**
     * Opens a party's host: its voice and ears. Completes when it can be reached.
     *
     * @param listen where to listen; empty for where the network listens by default
     */
    CompletionStage<Host> open(Identity identity, List<Multiaddr> listen);
}
