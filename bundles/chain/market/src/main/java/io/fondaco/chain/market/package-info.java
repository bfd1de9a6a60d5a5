/** What markets ask of the chain, answered by a node of it. */
@Version("1.0.0")
package io.fondaco.chain.market;

import org.osgi.annotation.versioning.Version;
