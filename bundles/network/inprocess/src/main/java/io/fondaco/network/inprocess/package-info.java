/** A network between the parties of one process: the double that tests keep, and the only one until libp2p is here. */
@Version("1.0.0")
package io.fondaco.network.inprocess;

import org.osgi.annotation.versioning.Version;
