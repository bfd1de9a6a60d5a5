/**
 * Native code, as safe to call as any other: every entry checks the lengths of its buffers before it hands their addresses
 * on, so no argument reaches memory that is not its own.
 *
 * <p>Buffers must be direct (or mapped); they are read and written from their position to their limit. Addresses of a mapped
 * file whose file was cut short since end the process, as they do in any native code: a file is given its full length, with
 * its blocks, before it is mapped, and is not cut while it is.
 */
@Version("1.0.0")
package io.fondaco.proof.ffihost;

import org.osgi.annotation.versioning.Version;
