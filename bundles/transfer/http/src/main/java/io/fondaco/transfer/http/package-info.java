/**
 * Pulls from plain HTTP and HTTPS addresses that strangers name.
 *
 * <p>Why a client of its own: an address must be resolved once, each result be checked, and the connection go to a checked
 * result while {@code Host}, SNI and the certificate check keep the name. {@code java.net.http.HttpClient} resolves the
 * name itself when it connects, offers no hook for that (a resolver SPI comes with Java 18, for the whole process), and
 * lets {@code Host} be set only by a system property for everybody: a name server that answers differently the second time
 * (DNS rebinding) leads it anywhere. {@code HttpURLConnection} is the same. The client here knows only what a pull needs:
 * GET, one request per connection, identity encoding, ranges, and strict reading.
 */
@Version("1.0.0")
package io.fondaco.transfer.http;

import org.osgi.annotation.versioning.Version;
