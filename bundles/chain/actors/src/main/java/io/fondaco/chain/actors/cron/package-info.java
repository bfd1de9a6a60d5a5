/** The cron actor, which is called once each epoch. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.cron;
