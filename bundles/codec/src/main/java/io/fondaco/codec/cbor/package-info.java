/** Strict DAG-CBOR: whole nodes, and a streaming reader and writer for wire messages. */
@Version("1.0.0")
package io.fondaco.codec.cbor;

import org.osgi.annotation.versioning.Version;
