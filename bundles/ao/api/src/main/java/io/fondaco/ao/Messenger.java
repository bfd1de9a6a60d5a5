package io.fondaco.ao;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes items in, and sends on what processes say: ao's messenger unit.
 *
 * <p>Every stage ends exceptionally with an {@link AoException} when the unit refuses.
 */
@ProviderType
public interface Messenger {

    /** The most bytes of an item. */
    int MAX_ITEM = 10 << 20;

    /**
     * Spawns a process (tag Type of Process) or sends a message to one (tag Type of Message). Completes once it has its
     * place in the schedule, durably; its evaluation follows by itself.
     *
     * <p>Refused: BAD_SIGNATURE; MALFORMED for tags that ao demands; TOO_LARGE; NOT_FOUND for an unknown process or module;
     * UNSUPPORTED for a module that nothing here can run; DUPLICATE for what is scheduled already; BUSY; UNAVAILABLE.
     */
    CompletionStage<Receipt> submit(DataItem item);

    /**
     * Puts a message that is in a schedule here already into another one.
     *
     * @param exclude parts the process does not get, of {@link Assignment#EXCLUDABLE}
     */
    CompletionStage<Receipt> assign(String process, String message, List<String> exclude);

    /**
     * Makes a module known (tag Type of Module), which processes may then name. Doing it again does nothing.
     *
     * @return its id
     */
    CompletionStage<String> install(DataItem module);

    /**
     * Completes once a message has been evaluated, and all that was sent because of it, and so on, in this unit. For a
     * message from before a restart: once it has been, and what had been left to be sent for it.
     */
    CompletionStage<Void> settled(String process, String message);

    /**
     * Has the clock send a process the messages its Cron-Interval and Cron-Tag tags tell of, from now on. Without it the
     * clock sends none.
     *
     * @param order an item for the process, signed by the owner of the process, without a tag Type; each counts once
     */
    CompletionStage<Void> monitor(DataItem order);

    /** Ends what {@link #monitor} began. */
    CompletionStage<Void> unmonitor(DataItem order);

    /** Sends the messages of a result again; what has arrived already is recognised, so nothing comes twice. */
    CompletionStage<Void> push(String process, String message);
}
