/** Many pieces in one deal: the data segment index and proofs of inclusion (PoDSI, FRC-0058, two nodes per entry). */
@Version("1.0.0")
package io.fondaco.piece.aggregate;

import org.osgi.annotation.versioning.Version;
