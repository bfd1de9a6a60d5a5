/** Blocks of the chain, the tipsets they make up, and how they are written. */
@Version("1.0.0")
package io.fondaco.chain.block;

import org.osgi.annotation.versioning.Version;
