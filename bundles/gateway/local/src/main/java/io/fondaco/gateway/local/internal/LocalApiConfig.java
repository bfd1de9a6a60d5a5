package io.fondaco.gateway.local.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the local HTTP API, PID {@code io.fondaco.gateway.local}. */
@ObjectClassDefinition(name = "Local HTTP API", description = "The API on loopback that scripts drive this node with.")
public @interface LocalApiConfig {

    /** The PID every component of this bundle reads. */
    String PID = "io.fondaco.gateway.local";

    @AttributeDefinition(
            name = "Folder",
            description = "Holds api-token (who may call) and api.json (where to call). Needs a restart of the API.")
    String folder();

    @AttributeDefinition(
            name = "Body limit (bytes)",
            description = "Largest request body; bigger ones are refused with 413.",
            min = "1024",
            max = "1073741824")
    long bodyLimit() default 1L << 20;
}
