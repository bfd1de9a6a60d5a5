/**
 * Sealing and proving in plain Java, written to be read: the reference that faster backends are measured against.
 *
 * <p>Source: Filecoin specification, "Stacked DRG PoRep"; Poseidon as neptune's standard strength uses it.
 */
@Version("1.0.0")
package io.fondaco.proof.java;

import org.osgi.annotation.versioning.Version;
