/** Sets of numbers as the chain writes them: RLE+. */
@Version("1.0.0")
package io.fondaco.codec.bitfield;

import org.osgi.annotation.versioning.Version;
