/**
 * The arithmetic of consensus: functions of their arguments, the same on every node, that look at no state. Beside the
 * blocks and messages they compute with, so that the node that makes blocks, the actors and whoever follows the chain
 * from outside share one copy.
 */
@Version("1.0.0")
package io.fondaco.chain.consensus;

import org.osgi.annotation.versioning.Version;
