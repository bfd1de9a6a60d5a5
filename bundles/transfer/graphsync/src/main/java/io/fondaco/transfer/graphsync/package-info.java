/** Transfers over GraphSync and data-transfer: DAGs, block by block, verified as they come. */
@Version("1.0.0")
package io.fondaco.transfer.graphsync;

import org.osgi.annotation.versioning.Version;
