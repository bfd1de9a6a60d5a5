package io.fondaco.ao;

import java.util.List;
import java.util.Optional;

/**
 * A process as its unit knows it.
 *
 * @param id of its item
 * @param owner address of who spawned it
 * @param module id of the module it runs
 * @param timestamp when it was spawned, milliseconds since 1970
 * @param scheduled messages in its schedule, itself among them
 * @param monitored whether the clock sends it messages
 * @param stopped why it is not evaluated any more; empty when it is
 */
public record ProcessInfo(
        String id,
        String owner,
        String module,
        List<Tag> tags,
        long timestamp,
        long scheduled,
        boolean monitored,
        Optional<String> stopped) {
    public ProcessInfo {
        tags = List.copyOf(tags);
    }
}
