/**
 * The embedded durable store: journal and index in one SQLite file, one writer with group commit; a file more for each
 * vault.
 */
@Version("1.0.0")
package io.fondaco.persistence.sqlite;

import org.osgi.annotation.versioning.Version;
