/** What a market is, what an offer is, and the desk that finds markets and admits offers. */
@Version("1.0.0")
package io.fondaco.market;

import org.osgi.annotation.versioning.Version;
