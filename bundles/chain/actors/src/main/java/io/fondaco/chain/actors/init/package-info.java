/** The init actor, which gives actors their numbers. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.init;
