package io.fondaco.party;

import io.fondaco.model.Address;
import io.fondaco.network.Host;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** A party that is here and can be reached. Registered with the service property {@value #NAME}. */
@ProviderType
public interface Party {

    /** The service property that carries the name. */
    String NAME = "name";

    /** {@code [a-z][a-z0-9-]{0,31}}; unique in the house. */
    String name();

    Set<Role> roles();

    /** Whose key signs for it; in the house's key store. */
    Address wallet();

    /** Its miner actor, for providers and producers. */
    Optional<Address> miner();

    /** Its voice and ears. */
    Host host();
}
