package io.fondaco.ao;

import org.osgi.annotation.versioning.ProviderType;

/** A whole ao unit: messenger, scheduler and evaluator in one. A service; no method waits. */
@ProviderType
public interface AoUnit extends Messenger, Scheduler, Evaluator {

    /** The address whose key signs assignments and what processes send: processes here trust it. */
    String address();
}
