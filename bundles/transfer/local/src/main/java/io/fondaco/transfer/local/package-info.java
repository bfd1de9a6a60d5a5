/** Transfers between parties of one house: a copy from file to file. */
@Version("1.0.0")
package io.fondaco.transfer.local;

import org.osgi.annotation.versioning.Version;
