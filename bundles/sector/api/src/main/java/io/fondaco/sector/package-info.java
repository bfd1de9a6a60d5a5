/** Where a provider hands over a piece to be sealed, and what operators see and declare of sectors. */
@Version("1.0.0")
package io.fondaco.sector;

import org.osgi.annotation.versioning.Version;
