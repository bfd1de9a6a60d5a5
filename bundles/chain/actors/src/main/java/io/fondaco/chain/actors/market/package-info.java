/** The storage market actor, which holds the money of deals and pays it out. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.market;
