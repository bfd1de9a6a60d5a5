/** Strict DAG-JSON. */
@Version("1.0.0")
package io.fondaco.codec.json;

import org.osgi.annotation.versioning.Version;
