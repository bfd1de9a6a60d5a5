/**
 * What a backend offers: the few computations that sealing and proving spend their time in, over memory alone. Files,
 * progress, cancelling and what a proof consists of are the prover's, so a backend is small, and what it computes can be
 * compared with any other's.
 *
 * <p>Nodes lie one behind the other, 32 bytes each. Buffers are read and written from their position to their limit, which
 * stay as they are; they may be direct, mapped or on the heap, and inputs may be read-only. Every kernel is safe for use by
 * many threads, keeps no reference to a buffer after it returned, and checks lengths before it computes: a wrong one is an
 * {@link java.lang.IllegalArgumentException}, never a read outside the buffer.
 */
@Version("1.0.0")
package io.fondaco.proof.spi;

import org.osgi.annotation.versioning.Version;
