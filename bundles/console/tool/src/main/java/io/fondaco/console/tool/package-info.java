/** One-shot work on files that needs no running node: content identifiers, piece commitments, CARs. */
@Version("1.0.0")
package io.fondaco.console.tool;

import org.osgi.annotation.versioning.Version;
