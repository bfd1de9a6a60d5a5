package io.fondaco.console.tool;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One tool, registered under the service property {@value #NAME}.
 *
 * <p>It is a plain function over plain maps because its caller, the command line, lives outside the framework and shares
 * no class with it but the JDK's: options by name in, progress in bytes read, and the fields of its JSON answer out, in
 * order. A wrong option is an {@link IllegalArgumentException}; a file that fails an {@link java.io.UncheckedIOException}.
 * The message of either is fit to be shown.
 */
@ProviderType
public interface Tool extends BiFunction<Map<String, String>, LongConsumer, Map<String, Object>> {

    /** Service property with the tool's name, such as {@code cid}. */
    String NAME = "fondaco.tool";
}
