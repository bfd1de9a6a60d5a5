/** What the house's doors for strangers over HTTP share. Who may call is asked here, in one place. */
@Version("1.0.0")
package io.fondaco.gateway;

import org.osgi.annotation.versioning.Version;
