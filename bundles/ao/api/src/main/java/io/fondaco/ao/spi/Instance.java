package io.fondaco.ao.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A process with its state in memory. One thread at a time, one {@link Turn} at a time.
 *
 * <p>The state is a function of the module's code, the {@link Environment}, the {@link Limits} and the messages evaluated so
 * far: no clock, no randomness, nothing of the machine. The same messages give the same {@link #stateHash} everywhere.
 */
@ConsumerType
public interface Instance {

    /** Evaluates a message. When its outcome is an error, the state is as it was before. */
    Turn evaluate(Message message);

    /** Evaluates a message and takes back all it did to the state. */
    Turn dryRun(Message message);

    /** SHA-256 over all of the state that code can reach, 32 bytes. Costs a walk over it. */
    byte[] stateHash();

    /** Bytes the state takes, as {@link Limits#memory} counts them. Costs a walk over it. */
    long memory();
}
