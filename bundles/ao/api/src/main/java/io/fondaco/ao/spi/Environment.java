package io.fondaco.ao.spi;

import io.fondaco.ao.DataItem;
import io.fondaco.ao.Tag;
import io.fondaco.ao.Tags;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

    /**
     * What follows from the items of a process and its module.
     *
     * @param unit address of the unit that runs it: trusted, as is each address in a tag Authority
     */
    public static Environment of(DataItem process, DataItem module, String unit) {
        Set<String> trusted = new TreeSet<>();
        trusted.add(unit);
        for (String authority : Tags.all(process.tags(), "Authority")) {
            for (String one : authority.split(",")) {
                trusted.add(one.strip());
            }
        }
        return new Environment(
                process.id(), process.address(), process.tags(), module.id(), module.address(), module.tags(), trusted);
    }
}
