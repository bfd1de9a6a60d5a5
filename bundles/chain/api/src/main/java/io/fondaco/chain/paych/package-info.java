/** Vouchers of payment channels, as the chain's payment channel actor takes them. */
@Version("1.0.0")
package io.fondaco.chain.paych;

import org.osgi.annotation.versioning.Version;
