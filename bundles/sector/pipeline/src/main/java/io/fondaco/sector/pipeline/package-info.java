/** From pieces of published deals to sectors on the chain. */
@Version("1.0.0")
package io.fondaco.sector.pipeline;

import org.osgi.annotation.versioning.Version;
