/** Fakes and tools for tests of rooms: a clock turned by hand, and a walker that throws everything at a machine. */
@Version("1.0.0")
package io.fondaco.testing.kit;

import org.osgi.annotation.versioning.Version;
