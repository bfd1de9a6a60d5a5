/** What a transport plugin fulfils, and what it may ask of the house. */
@Version("1.0.0")
package io.fondaco.transfer.spi;

import org.osgi.annotation.versioning.Version;
