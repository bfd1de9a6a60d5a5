package io.fondaco.ao;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A message that is only tried: nobody signs it, and it leaves no trace.
 *
 * @param process who is to evaluate it
 * @param id what the process sees as its id
 * @param owner what the process sees as its owner and sender; nobody checks it
 * @param anchor may be empty
 * @param data not to be changed
 */
public record DryRun(String process, String id, String owner, String anchor, List<Tag> tags, byte[] data) {
    /** What aoconnect sends for what it was not told. */
    public static final String UNTOLD = "1234";

    public DryRun {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(anchor, "anchor");
        ItemId.require("the process of a dry run", process);
        tags = List.copyOf(tags);
    }

    /** From nobody in particular. */
    public static DryRun of(String process, List<Tag> tags, String data) {
        return new DryRun(process, UNTOLD, UNTOLD, "0", tags, data.getBytes(StandardCharsets.UTF_8));
    }
}
