/**
 * Sealing and proving as others use it: sector sizes, registered proofs, commitments, statements, and the services that
 * seal, prove and verify.
 *
 * <p>A node is 32 bytes: a scalar of BLS12-381 in little-endian order, or a SHA-256 digest with its two top bits cleared.
 * Sizes are bytes unless a name says nodes.
 */
@Version("1.0.0")
package io.fondaco.proof;

import org.osgi.annotation.versioning.Version;
