/** The three contracts a store fulfils: Journal, Index and Blobs. A store plugin registers all three as services. */
@Version("1.0.0")
package io.fondaco.persistence;

import org.osgi.annotation.versioning.Version;
