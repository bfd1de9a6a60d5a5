/** Strict DAG-PB. */
@Version("1.0.0")
package io.fondaco.codec.pb;

import org.osgi.annotation.versioning.Version;
