/** The IPLD data model, and where blocks come from and go to. */
@Version("1.0.0")
package io.fondaco.codec.ipld;

import org.osgi.annotation.versioning.Version;
