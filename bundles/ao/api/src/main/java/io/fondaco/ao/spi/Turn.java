package io.fondaco.ao.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** One evaluation under way. It goes on in slices, so that many processes share few threads fairly. */
@ConsumerType
public interface Turn {

    /**
     * Goes on for about so many steps, however long that takes.
     *
     * @return whether the evaluation is over
     */
    boolean advance(long steps);

    /** What it came to. @throws IllegalStateException while it is not over */
    Outcome outcome();

    /** Ends it where it is; the state is as it was before. Does nothing when it is over. */
    void abandon();
}
