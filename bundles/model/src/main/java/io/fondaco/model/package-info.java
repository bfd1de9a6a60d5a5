/** Values every room shares. JDK only: no parsing library, no framework, no I/O. */
@Version("1.0.0")
package io.fondaco.model;

import org.osgi.annotation.versioning.Version;
