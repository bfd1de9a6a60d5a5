/** Hash array mapped tries as the chain's state keeps them: maps from bytes to DAG-CBOR whose root is their content's. */
@Version("1.0.0")
package io.fondaco.codec.hamt;

import org.osgi.annotation.versioning.Version;
