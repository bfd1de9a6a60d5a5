/** What every transport must do. */
@Version("1.0.0")
package io.fondaco.testing.tck.transfer;

import org.osgi.annotation.versioning.Version;
