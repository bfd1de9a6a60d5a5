/** How parties talk: hosts, streams and protocols. Nothing here blocks. */
@Version("1.0.0")
package io.fondaco.network;

import org.osgi.annotation.versioning.Version;
