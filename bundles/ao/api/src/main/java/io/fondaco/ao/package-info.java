/** Data items of ANS-104, and an ao unit: processes that messages are sent to, their schedules and results. */
@Version("1.0.0")
package io.fondaco.ao;

import org.osgi.annotation.versioning.Version;
