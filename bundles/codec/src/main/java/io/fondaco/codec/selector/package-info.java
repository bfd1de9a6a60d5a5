/** IPLD selectors: read, written and walked. */
@Version("1.0.0")
package io.fondaco.codec.selector;

import org.osgi.annotation.versioning.Version;
