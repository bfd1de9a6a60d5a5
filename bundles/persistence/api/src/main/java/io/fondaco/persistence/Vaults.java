package io.fondaco.persistence;

import org.osgi.annotation.versioning.ConsumerType;

/** Vaults by name, each apart from every other and from journal and index: what one node keeps of one chain, say. */
@ConsumerType
public interface Vaults {

    /**
     * Opens a vault, making it when it is not there. Whoever opens it closes it; the store closes what is left when it
     * stops.
     *
     * @param name {@code [a-z][a-z0-9-]{0,31}}
     * @throws IllegalArgumentException when that is no name
     * @throws StoreException when the vault is open already, in this process or another, when it is damaged, no vault, or
     *     written by a newer version, or when the disk fails
     */
    Vault open(String name);
}
