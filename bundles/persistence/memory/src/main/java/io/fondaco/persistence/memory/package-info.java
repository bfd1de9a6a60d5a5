/** A store that forgets when the process ends: for tests and throw-away nodes. */
@Version("1.0.0")
package io.fondaco.persistence.memory;

import org.osgi.annotation.versioning.Version;
