/** The reward actor, which holds what was not minted yet and pays for blocks. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.reward;
