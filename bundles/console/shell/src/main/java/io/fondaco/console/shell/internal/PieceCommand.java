package io.fondaco.console.shell.internal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A command that works on a file with the very function {@code fondaco tool} uses. */
public abstract class PieceCommand extends HouseCommand<Map<String, Object>> {

    private static final String TOOL = "io.fondaco.console.tool.Tool";

    @Argument(name = "file", description = "The file on the node's machine", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Reference
    BundleContext context;

    /** A tool is a plain function between maps: found by its name, no class of its room is needed here. */
    @SuppressWarnings("unchecked")
    final Map<String, Object> apply(String name, Map<String, String> options) throws InvalidSyntaxException {
        ServiceReference<?>[] found = context.getServiceReferences(TOOL, "(fondaco.tool=" + name + ")");
        if (found == null) {
            throw new IllegalStateException("The tool " + name + " is not installed; see feature:list");
        }
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("file", session.currentDir().resolve(file).toString());
        try {
            return ((BiFunction<Map<String, String>, LongConsumer, Map<String, Object>>) context.getService(found[0]))
                    .apply(all, read -> {});
        } finally {
            context.ungetService(found[0]);
        }
    }

    @Override
    final void show(Map<String, Object> answer, PrintStream out) {
        answer.forEach((field, value) -> out.println(field + ": " + value));
    }
}
