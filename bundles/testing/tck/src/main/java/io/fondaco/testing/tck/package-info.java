/** Contract suites. A plugin extends the suite of its contract in its own tests and passes it before it has a feature. */
@Version("1.0.0")
package io.fondaco.testing.tck;

import org.osgi.annotation.versioning.Version;
