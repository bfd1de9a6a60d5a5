package io.fondaco.gateway.ao.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the ao unit's HTTP side, PID {@code io.fondaco.gateway.ao}. */
@ObjectClassDefinition(name = "ao over HTTP", description = "The ao unit for ao's own clients, under /ao.")
public @interface AoGatewayConfig {

    /** The PID every component of this bundle reads. */
    String PID = "io.fondaco.gateway.ao";

    @AttributeDefinition(
            name = "Hosts",
            description =
                    "Names this unit is called by, beside those of loopback, separated by commas. A request for another"
                            + " name is refused: a page whose name was turned to this machine sends such.")
    String hosts() default "";

    @AttributeDefinition(
            name = "Origins",
            description = "Web pages that may call, such as https://example.org, beside those of loopback,"
                    + " separated by commas; * for all.")
    String origins() default "";

    @AttributeDefinition(
            name = "Body limit (bytes)",
            description = "Largest request body; bigger ones are refused with 413.",
            min = "1024",
            max = "10485760")
    int bodyLimit() default 10 << 20;

    @AttributeDefinition(
            name = "Answer within (ms)",
            description = "How long a request for a result waits for it before it is told that it is in progress.",
            min = "0")
    long answerMillis() default 20_000;

    @AttributeDefinition(
            name = "Settle within (ms)",
            description =
                    "How long a message waits to be evaluated, with all that follows from it, before it is answered.",
            min = "0")
    long settleMillis() default 5_000;

    @AttributeDefinition(
            name = "Waiting",
            description = "Requests that may wait for an evaluation at once; more are refused.",
            min = "1")
    int waiting() default 256;
}
