/** Where a provider hands over a piece to be sealed. */
@Version("1.0.0")
package io.fondaco.sector;

import org.osgi.annotation.versioning.Version;
