/** The engine that runs deal tables: append the event, fold, store, tell listeners, then act. */
@Version("1.0.0")
package io.fondaco.deal.engine;

import org.osgi.annotation.versioning.Version;
