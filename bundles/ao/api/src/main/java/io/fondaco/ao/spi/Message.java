package io.fondaco.ao.spi;

import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.ao.UnitTime;
import io.fondaco.model.Multibase;
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

    /**
     * A line of a schedule as its process gets it. Whom it is from is the process it names only when somebody trusted has
     * signed that; otherwise anybody could speak for any process.
     */
    public static Message of(Scheduled line, Environment environment) {
        DataItem item = line.message();
        Assignment assignment = line.assignment();
        String owner = item.address();
        String from = item.tag("From-Process")
                .filter(named -> environment.trusted().contains(owner))
                .orElse(owner);
        List<String> without = assignment.exclude();
        List<Tag> tags = item.tags().stream()
                .filter(tag -> !tag.name().equals("From") && !tag.name().equals("Owner"))
                .toList();
        return new Message(
                item.id(),
                without.contains("Signature") ? "" : Multibase.BASE64URL.encodeBare(item.signature()),
                owner,
                from,
                item.target().orElse(""),
                without.contains("Tags") ? List.of() : tags,
                without.contains("Data") ? new byte[0] : item.data(),
                without.contains("Anchor") ? "" : item.anchorText(),
                assignment.epoch(),
                assignment.nonce(),
                assignment.timestamp(),
                assignment.blockHeight(),
                assignment.hashChain(),
                false,
                false);
    }

    /** A message that is only tried. @param nonce of the next line of the schedule */
    public static Message tried(DryRun run, long nonce, UnitTime time) {
        return new Message(
                run.id(),
                "",
                run.owner(),
                run.owner(),
                run.process(),
                run.tags(),
                run.data(),
                run.anchor(),
                0,
                nonce,
                time.timestamp(),
                time.blockHeight(),
                "",
                false,
                true);
    }
}
