/**
 * The backend {@code java}: the kernels of sealing and proving written to be read, which faster ones are compared with.
 *
 * <p>Source: Filecoin specification, "Stacked DRG PoRep"; Poseidon as neptune's standard strength uses it.
 */
@Version("1.0.0")
package io.fondaco.proof.java;

import org.osgi.annotation.versioning.Version;
