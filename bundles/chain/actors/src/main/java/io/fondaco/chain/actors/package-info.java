/**
 * The machine that applies messages to a tree of actor states, and what actors and those who run it need. Plain Java over
 * blocks: no threads, no clock, no network. Nothing here is for use by several threads at once.
 *
 * <p>Source: specs.filecoin.io, VM and actors; numbers, tuples and exit codes are those of actors v8.
 */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors;
