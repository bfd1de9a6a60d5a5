package io.fondaco.party;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A party that is configured, whether it is in already or not. */
@ProviderType
public interface Newcomer {

    String name();

    /** What keeps it from coming in, one sentence for people; empty once it is in. */
    Optional<String> waitsFor();
}
