/**
 * The Stacked DRG proofs over the kernels of backends: the graph, the files of a sector, challenges, proofs, and published
 * values to test them on. {@link io.fondaco.proof.stacked.StackedProver} needs no house.
 *
 * <p>A vanilla proof is nodes of 32 bytes and nothing else; which ones, in which order, follows from its statement. A seal
 * proof: the challenged nodes' data; the columns of their parents that are not challenged; then an opening of the tree over
 * data, of the tree over columns, and of the tree over the replica. A PoSt, for each sector: CommC; the challenged leaves; an
 * opening of the tree over the replica. Lists are ascending and without repeats. An opening is, row by row from the leaves
 * up and from left to right, the nodes that cannot be computed from others. Everything else (labels of challenged nodes,
 * their replica nodes, all roots) the verifier computes. More in docs/proofs.md.
 *
 * <p>Source: Filecoin specification, "Stacked DRG PoRep"; rust-fil-proofs where the specification is silent.
 */
@Version("1.0.0")
package io.fondaco.proof.stacked;

import org.osgi.annotation.versioning.Version;
