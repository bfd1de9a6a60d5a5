package io.fondaco.network;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds who has a content, and where a peer is, by asking others. Contents are told apart by their multihash: two CIDs of
 * the same bytes are the same content.
 */
@ConsumerType
public interface Routing {

    /**
     * Tells the network that this host has a content, and again as often as needed until {@link #withdraw}.
     *
     * @return how many peers were told the first time; exceptionally a {@link NetworkException}: nobody to tell, or routing
     *     is off
     */
    CompletionStage<Integer> provide(Cid content);

    /** Does not tell of a content any more; the network forgets within two days. False when it was not told of. */
    boolean withdraw(Cid content);

    /**
     * Finds peers that have a content.
     *
     * @param most ends the search when so many are found, at least 1
     * @return those found, perhaps none; exceptionally a {@link NetworkException}: nobody to ask, or routing is off
     */
    CompletionStage<List<PeerAddresses>> findProviders(Cid content, int most);

    /** Finds a peer; empty when nobody knows it. Exceptionally as {@link #findProviders}. */
    CompletionStage<Optional<PeerAddresses>> findPeer(PeerId peer);
}
