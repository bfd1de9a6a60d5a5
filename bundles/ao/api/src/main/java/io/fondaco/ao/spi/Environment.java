package io.fondaco.ao.spi;

import io.fondaco.ao.Tag;
import java.util.List;
import java.util.Set;

/**
 * What a process may know of itself and its module.
 *
 * @param trusted addresses whose messages are believed when they name a process as their sender: the unit's own
 *     messenger, and each Authority the process was spawned with
 */
public record Environment(
        String process,
        String owner,
        List<Tag> tags,
        String module,
        String moduleOwner,
        List<Tag> moduleTags,
        Set<String> trusted) {
    public Environment {
        tags = List.copyOf(tags);
        moduleTags = List.copyOf(moduleTags);
        trusted = Set.copyOf(trusted);
    }
}
