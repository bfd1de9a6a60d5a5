/**
 * A ledger that is no chain: one process decides, nothing is proven. It keeps balances honestly all the same: never
 * negative, always conserved, durable before anybody is told. It serves until the chain is there, and tests afterwards.
 */
@Version("1.0.0")
package io.fondaco.chain.pretend;

import org.osgi.annotation.versioning.Version;
