/** Backends in native code: what the fragment of this machine brings, offered as services, and to whoever has no OSGi. */
@Version("1.0.0")
package io.fondaco.proof.ffi;

import org.osgi.annotation.versioning.Version;
