/** Messages of the chain, their receipts, and how they are written. */
@Version("1.0.0")
package io.fondaco.chain.message;

import org.osgi.annotation.versioning.Version;
