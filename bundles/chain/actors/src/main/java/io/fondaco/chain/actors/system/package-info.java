/** The system actor, in whose name the chain itself sends. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.system;
