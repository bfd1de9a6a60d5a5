/** Keys, signatures as Filecoin and libp2p know them, and the key store. */
@Version("1.0.0")
package io.fondaco.crypto;

import org.osgi.annotation.versioning.Version;
