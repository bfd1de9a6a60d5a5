package io.fondaco.ao.spi;

import io.fondaco.ao.Tag;
import java.util.List;
import java.util.Objects;

/**
 * A message as its process gets it (ao "evaluation" message).
 *
 * @param id 43 characters of base64url, as of a data item; {@code "1234"} and the like in dry runs
 * @param owner address of who signed it
 * @param from the process that sent it, or its owner
 * @param target the process it is for
 * @param data its bytes, not always text; not to be changed
 * @param anchor as in its item, may be empty
 * @param nonce its place in the schedule, from 0, which is the process's own item
 * @param timestamp milliseconds since 1970, as the scheduler set it
 * @param blockHeight as the scheduler set it
 * @param hashChain base64url, as the scheduler set it
 * @param cron whether the clock sent it
 * @param readOnly whether this is a dry run
 */
public record Message(
        String id,
        String signature,
        String owner,
        String from,
        String target,
        List<Tag> tags,
        byte[] data,
        String anchor,
        long epoch,
        long nonce,
        long timestamp,
        long blockHeight,
        String hashChain,
        boolean cron,
        boolean readOnly) {
    public Message {
        Objects.requireNonNull(id, "id");
        tags = List.copyOf(tags);
    }
}
