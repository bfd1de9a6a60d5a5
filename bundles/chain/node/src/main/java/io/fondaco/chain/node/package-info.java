/** A node of the chain. Everything it offers are services of the chain room's API; nothing else is exported. */
@Version("1.0.0")
package io.fondaco.chain.node;

import org.osgi.annotation.versioning.Version;
