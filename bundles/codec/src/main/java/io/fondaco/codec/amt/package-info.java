/** Array mapped tries as the chain's state keeps them: sparse arrays of DAG-CBOR whose root is their content's. */
@Version("1.0.0")
package io.fondaco.codec.amt;

import org.osgi.annotation.versioning.Version;
