package io.fondaco.market;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A market of this house. A market plugin registers one as a service. Markets have nothing in common but that deals are made
 * there, which the deal engine keeps: what is traded, with whom and for what money is each market's own.
 */
@ConsumerType
public interface Market {

    /** Short and stable, e.g. {@code storage}. */
    String name();

    /** One sentence for people: what is traded, and how to take part. */
    String about();
}
