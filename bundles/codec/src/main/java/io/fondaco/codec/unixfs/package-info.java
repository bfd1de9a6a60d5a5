/** UnixFS files and directories: imported, exported, listed, resolved. */
@Version("1.0.0")
package io.fondaco.codec.unixfs;

import org.osgi.annotation.versioning.Version;
