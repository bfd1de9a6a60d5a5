/** Moving bytes between parties: orders, channels and their events. */
@Version("1.0.0")
package io.fondaco.transfer;

import org.osgi.annotation.versioning.Version;
