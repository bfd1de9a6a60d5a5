/** Accounts: the actors of keys. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.account;
