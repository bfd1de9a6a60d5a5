/** What a market plugin asks of the deal engine. */
@Version("1.0.0")
package io.fondaco.deal.spi;

import org.osgi.annotation.versioning.Version;
