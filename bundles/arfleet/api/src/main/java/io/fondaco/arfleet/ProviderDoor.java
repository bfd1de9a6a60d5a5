package io.fondaco.arfleet;

import io.fondaco.model.Registration;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Where clients come to a provider of this house: what its address on the web answers. A service, one for the house. */
@ProviderType
public interface ProviderDoor {

    /** The most bytes of a request's body. */
    int MAX_BODY = 10 << 20;

    /**
     * Answers a request. Never fails: what is refused is a reply with its status, and so is a bug.
     *
     * @return empty for a party that provides nothing here
     */
    Optional<CompletionStage<Reply>> ask(Request request);

    /**
     * Says where the doors are; until somebody does, providers that have no address of their own announce nothing.
     *
     * @param base what comes before a party's name, ending with a slash: {@code http://127.0.0.1:7414/arfleet/}
     * @return to be closed when they are there no more
     */
    Registration opened(URI base);

    /**
     * A request to a provider.
     *
     * @param party of this house
     * @param method GET, HEAD or POST
     * @param path as the client signed it: from the provider's own root, with the query, such as {@code /cmd/ping}
     * @param address what {@link SignedRequest#ADDRESS} says, and {@code signature} what {@link SignedRequest#SIGNATURE} does
     * @param body not to be changed
     */
    record Request(
            String party,
            String method,
            String path,
            Optional<String> address,
            Optional<String> signature,
            byte[] body) {}

    /** @param type of the body, a media type */
    record Reply(int status, String type, byte[] body) {}
}
