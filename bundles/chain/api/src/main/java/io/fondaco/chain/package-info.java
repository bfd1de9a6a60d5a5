/** What the markets may ask of a chain: balances, escrow, publishing, and what becomes of a deal. */
@Version("1.0.0")
package io.fondaco.chain;

import org.osgi.annotation.versioning.Version;
