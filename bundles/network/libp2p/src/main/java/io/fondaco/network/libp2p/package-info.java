/** libp2p over TCP on Netty. */
@Version("1.0.0")
package io.fondaco.network.libp2p;

import org.osgi.annotation.versioning.Version;
