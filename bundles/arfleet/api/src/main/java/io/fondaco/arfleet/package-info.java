/** ArFleet's marketplace: announcements, assignments, placements, deals, and the game of verification. */
@Version("1.0.0")
package io.fondaco.arfleet;

import org.osgi.annotation.versioning.Version;
