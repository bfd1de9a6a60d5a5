package io.fondaco.ao;

import io.fondaco.model.Page;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Shows processes and their schedules: ao's scheduler unit. Reads only what is durable. */
@ProviderType
public interface Scheduler {

    UnitTime time();

    /** What is known of a process. */
    Optional<ProcessInfo> process(String id);

    /**
     * The processes of this unit, newest first.
     *
     * @param after cursor of the page before
     * @param limit 1 to 1000
     */
    Page<ProcessInfo> processes(Optional<String> after, int limit);

    /**
     * The schedule of a process from a nonce on; empty when it is not that long.
     *
     * @param limit 1 to 1000 lines; there are fewer, but not none, where messages are so large that a page would not fit
     *     into memory
     * @throws AoException (NOT_FOUND) for an unknown process
     */
    List<Scheduled> schedule(String process, long fromNonce, int limit);

    /** A message in the schedule of a process. */
    Optional<Scheduled> scheduled(String process, String message);

    /** The last line of a schedule. @throws AoException (NOT_FOUND) for an unknown process */
    Scheduled latest(String process);

    /** Any item this unit has taken in: a module, a process, a message. */
    Optional<DataItem> item(String id);
}
