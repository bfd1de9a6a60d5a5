/** Multisigs: actors that several people speak for. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.multisig;
