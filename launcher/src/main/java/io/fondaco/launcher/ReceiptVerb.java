package io.fondaco.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify-receipt",
        description = "Check the receipt of an ArFleet deal, and show what it says; ends with 1 if it does not hold.",
        footer = {
            "",
            "Needs no node and asks nobody: all signatures are checked, and the deal's program is run over the schedule"
                    + " again. What a receipt does not show is whether its schedule went on.",
            "",
            "Example: fondaco tool verify-receipt deal.receipt --json"
        })
final class ReceiptVerb extends ToolVerb.Tool {

    @Parameters(paramLabel = "FILE", description = "The receipt, as 'arfleet:receipt' writes it.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Path absolute = file.toAbsolutePath();
        Map<String, String> options = new HashMap<>();
        options.put("file", absolute.toString());
        long size = Files.isRegularFile(absolute) ? Files.size(absolute) : 0;
        Map<String, Object> answer =
                apply("verify-receipt", options, read -> say().progress("Checking " + file.getFileName(), read, size));
        for (Object check : (List<?>) answer.get("checks")) {
            Map<?, ?> one = (Map<?, ?>) check;
            boolean holds = Boolean.TRUE.equals(one.get("holds"));
            say().line((holds ? "  ok    " : "  WRONG ") + one.get("what") + ": " + one.get("detail"));
        }
        boolean holds = Boolean.TRUE.equals(answer.get("holds"));
        say().line(summary(holds, answer));
        say().result(answer);
        return holds ? 0 : 1;
    }

    static String summary(boolean holds, Map<String, Object> told) {
        if (!holds) {
            return "The receipt does not hold: rely on nothing in it.";
        }
        return "The receipt holds: deal " + told.get("process") + " was " + told.get("status") + " at " + told.get("at")
                + ", after " + told.get("lines") + " lines; " + told.get("passes") + " periods shown, "
                + told.get("misses") + " missed; reward " + told.get("reward") + ", collateral "
                + told.get("collateral") + ", slashed " + told.get("slashed") + ", paid to the provider "
                + told.get("paid") + "; state " + told.get("stateHash");
    }
}
