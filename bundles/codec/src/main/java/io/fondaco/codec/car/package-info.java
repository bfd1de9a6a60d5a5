/** CAR archives, version 1 and 2: read, written, and looked into by CID. */
@Version("1.0.0")
package io.fondaco.codec.car;

import org.osgi.annotation.versioning.Version;
