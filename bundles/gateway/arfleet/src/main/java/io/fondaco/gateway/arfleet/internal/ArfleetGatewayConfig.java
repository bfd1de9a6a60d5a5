package io.fondaco.gateway.arfleet.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the ArFleet providers' HTTP side, PID {@code io.fondaco.gateway.arfleet}. */
@ObjectClassDefinition(
        name = "ArFleet providers over HTTP",
        description = "The ArFleet providers of this house for their clients, each under /arfleet/ and its name.")
public @interface ArfleetGatewayConfig {

    /** The PID every component of this bundle reads. */
    String PID = "io.fondaco.gateway.arfleet";

    @AttributeDefinition(
            name = "Hosts",
            description =
                    "Names the providers are reached by, beside those of loopback, separated by commas. A request for"
                            + " another name is refused: a page whose name was turned to this machine sends such.")
    String hosts() default "";

    @AttributeDefinition(
            name = "Origins",
            description = "Web pages that may read what providers answer, such as https://example.org, beside those of"
                    + " loopback, separated by commas; * for all.")
    String origins() default "";

    @AttributeDefinition(
            name = "Body limit (bytes)",
            description = "Largest request body; bigger ones are refused with 413.",
            min = "1024",
            max = "10485760")
    int bodyLimit() default 10 << 20;

    @AttributeDefinition(
            name = "Body within (ms)",
            description = "How long a request may take to send its body before it is refused with 408.",
            min = "1000")
    long bodyMillis() default 60_000;

    @AttributeDefinition(
            name = "Answer within (ms)",
            description = "How long a provider may take before the request is answered with 504.",
            min = "1000")
    long answerMillis() default 60_000;

    @AttributeDefinition(
            name = "Waiting",
            description = "Requests that may be under way at once; more are refused with 503.",
            min = "1")
    int waiting() default 64;
}
