/**
 * Pieces: fr32 padding, piece commitments (CommP), piece CIDs, sector data commitments (CommD).
 *
 * <p>Sizes are bytes. A padded size is a power of two of at least 128; 127 bytes of payload fill 128 padded bytes.
 */
@Version("1.0.0")
package io.fondaco.piece;

import org.osgi.annotation.versioning.Version;
