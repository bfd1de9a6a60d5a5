/**
 * The contracts a store fulfils: Journal, Index, Blobs and Vaults. A store plugin registers all of them as services.
 */
@Version("1.0.0")
package io.fondaco.persistence;

import org.osgi.annotation.versioning.Version;
