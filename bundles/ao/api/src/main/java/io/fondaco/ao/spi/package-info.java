/** What runs the code of processes: plugins offer a {@link io.fondaco.ao.spi.ModuleRuntime} as a service. */
@Version("1.0.0")
package io.fondaco.ao.spi;

import org.osgi.annotation.versioning.Version;
