/** The power actor: who stores how much, and who is called when. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.power;
