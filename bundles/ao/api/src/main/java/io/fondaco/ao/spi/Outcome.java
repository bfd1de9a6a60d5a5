package io.fondaco.ao.spi;

import io.fondaco.ao.Tag;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation came to.
 *
 * @param output any JSON value as text; {@code ""} for none
 * @param error why it failed; then the other lists are empty and the state is as it was before
 * @param gasUsed steps, as {@link Limits#gas} counts them; the same on every machine
 */
public record Outcome(
        String output,
        List<Sent> messages,
        List<Spawn> spawns,
        List<AssignmentWish> assignments,
        Optional<String> error,
        long gasUsed) {
    public Outcome {
        messages = List.copyOf(messages);
        spawns = List.copyOf(spawns);
        assignments = List.copyOf(assignments);
    }

    /** A message to send on: the messenger signs it. */
    public record Sent(String target, byte[] data, String anchor, List<Tag> tags) {
        public Sent {
            tags = List.copyOf(tags);
        }
    }

    /** A process to spawn: the messenger signs it. Its module is among its tags. */
    public record Spawn(byte[] data, String anchor, List<Tag> tags) {
        public Spawn {
            tags = List.copyOf(tags);
        }
    }

    /** A message that lies elsewhere already, to be put into the schedules of processes. */
    public record AssignmentWish(List<String> processes, String message, List<String> exclude) {
        public AssignmentWish {
            processes = List.copyOf(processes);
            exclude = List.copyOf(exclude);
        }
    }
}
