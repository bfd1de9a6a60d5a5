/** What every decoder of this room shares: one typed error. */
@Version("1.0.0")
package io.fondaco.codec;

import org.osgi.annotation.versioning.Version;
