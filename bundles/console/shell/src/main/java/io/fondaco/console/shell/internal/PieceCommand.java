package io.fondaco.console.shell.internal;

import io.fondaco.console.tool.Tool;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A command that works on a file with the very function {@code fondaco tool} uses. */
public abstract class PieceCommand extends HouseCommand<Map<String, Object>> {

    @Argument(name = "file", description = "The file on the node's machine", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Reference
    BundleContext context;

    final Map<String, Object> apply(String name, Map<String, String> options) throws InvalidSyntaxException {
        ServiceReference<Tool> found =
                context.getServiceReferences(Tool.class, "(" + Tool.NAME + "=" + name + ")").stream()
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("The tool " + name + " is not installed"));
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("file", session.currentDir().resolve(file).toString());
        try {
            return context.getService(found).apply(all, read -> {});
        } finally {
            context.ungetService(found);
        }
    }

    @Override
    final void show(Map<String, Object> answer, PrintStream out) {
        answer.forEach((field, value) -> out.println(field + ": " + value));
    }
}
