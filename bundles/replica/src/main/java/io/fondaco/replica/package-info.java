/** Replicas that only the holder of a private key can make: packing by RSA, and Merkle trees over their chunks. */
@Version("1.0.0")
package io.fondaco.replica;

import org.osgi.annotation.versioning.Version;
