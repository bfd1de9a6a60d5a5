/** What packing spends its time in, for backends that do it faster. */
@Version("1.0.0")
package io.fondaco.replica.spi;

import org.osgi.annotation.versioning.Version;
