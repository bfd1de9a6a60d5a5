/** A party is a merchant in the house: a name, a wallet, a network identity and roles. Each is a service of its own. */
@Version("1.0.0")
package io.fondaco.party;

import org.osgi.annotation.versioning.Version;
