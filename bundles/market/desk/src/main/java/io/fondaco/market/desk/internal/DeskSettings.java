package io.fondaco.market.desk.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How files come in and go out. */
@ObjectClassDefinition(name = "Fondaco desk", description = "How many files come in and go out at once, and how long.")
public @interface DeskSettings {

    /** The settings' PID. */
    String PID = "io.fondaco.market.desk";

    @AttributeDefinition(
            name = "Stores at once",
            description = "How many files are made ready for deals at once, 1 to 64.",
            min = "1",
            max = "64")
    int storesAtOnce() default 2;

    @AttributeDefinition(
            name = "Fetches at once",
            description = "How many files are fetched at once, 1 to 64.",
            min = "1",
            max = "64")
    int fetchesAtOnce() default 4;

    @AttributeDefinition(
            name = "Waiting",
            description =
                    "How many stores, and how many fetches, may wait for their turn; more are refused. 1 to 10000.",
            min = "1",
            max = "10000")
    int waiting() default 100;

    @AttributeDefinition(
            name = "Stall",
            description = "After how many minutes without a new byte a fetch is given up, 1 or more.",
            min = "1")
    int stallMinutes() default 30;

    @AttributeDefinition(
            name = "Keep",
            description =
                    "How many hours prepared data is kept without an open deal, and an unfinished fetch can be gone"
                            + " on with, 1 or more.",
            min = "1")
    int keepHours() default 24;

    @AttributeDefinition(name = "Fetch by", description = "The transport payloads are fetched by, e.g. graphsync.")
    String fetchBy() default "graphsync";
}
