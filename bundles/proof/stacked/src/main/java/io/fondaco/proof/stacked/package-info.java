/**
 * The Stacked DRG proofs over the kernels of backends: the graph, the files of a sector, challenges, proofs, and the choice
 * of the fastest backend for each operation.
 *
 * <p>Source: Filecoin specification, "Stacked DRG PoRep"; rust-fil-proofs where the specification is silent.
 */
@Version("1.0.0")
package io.fondaco.proof.stacked;

import org.osgi.annotation.versioning.Version;
