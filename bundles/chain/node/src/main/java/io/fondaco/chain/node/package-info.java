/** A node of the chain. What it offers are the chain room's contracts; tests and whoever embeds it put one together here. */
@Version("1.0.0")
package io.fondaco.chain.node;

import org.osgi.annotation.versioning.Version;
