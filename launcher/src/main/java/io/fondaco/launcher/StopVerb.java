package io.fondaco.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "stop",
        description = "Stop a node: asks it, then signals it, then kills it.",
        footer = {
            "",
            "Ends with 0 as well when no node is running: what was wanted is so.",
            "",
            "Example: fondaco stop --dir /srv/fondaco"
        })
final class StopVerb extends Verb.OfNode {

    @Override
    public Integer call() throws Exception {
        Optional<String> how = new NodeStop(node(), say()).stop();
        say().line(how.isPresent() ? "Stopped." : "No node is running in " + node().path() + ": nothing to stop.");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("stopped", how.isPresent());
        result.put("how", how.orElse(null));
        say().result(result);
        return 0;
    }
}
