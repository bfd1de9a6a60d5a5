/** A chain of its own for tests. */
@Version("1.0.0")
package io.fondaco.testing.devnet;

import org.osgi.annotation.versioning.Version;
