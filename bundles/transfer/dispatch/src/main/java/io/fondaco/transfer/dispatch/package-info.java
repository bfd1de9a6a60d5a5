/** The house's transfers: queues orders, hands them to transports, tries again, and tells both ends. */
@Version("1.0.0")
package io.fondaco.transfer.dispatch;

import org.osgi.annotation.versioning.Version;
