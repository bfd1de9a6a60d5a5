package io.fondaco.console.shell.internal;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code arfleet:receipt}. */
@Service
@Command(
        scope = "arfleet",
        name = "receipt",
        description =
                "Write the receipt of a placement: its deal with all that was paid, asked for and shown, for anybody"
                        + " to check without this house. Example: arfleet:receipt -o /data/deal.receipt bafyreig6")
public final class ArfleetReceipt extends ArfleetCommand<ArfleetReceipt.Written> {

    /** A receipt. */
    public record Written(String placement, Path file, long bytes) {}

    @Argument(
            name = "placement",
            description = "Its id, or the beginning of it, or its deal's process",
            required = true)
    @Completion(DealIdCompleter.class)
    String placement;

    @Argument(
            index = 1,
            name = "file",
            description = "The file to write on the node's machine, if it was not said before; it must not exist",
            multiValued = true)
    @Completion(FileCompleter.class)
    List<String> after;

    @Option(name = "-o", aliases = "--out", description = "The file to write on the node's machine; it must not exist")
    @Completion(FileCompleter.class)
    String out;

    @Override
    Written ask() throws Exception {
        Path path = fresh(target());
        Path written = done("writing the receipt to " + path, arfleet().receipt(placement, path));
        return new Written(placement, written, Files.size(written));
    }

    /** The shell takes what follows an argument for arguments: so {@code -o FILE} may be among them. */
    private String target() {
        List<String> said = new ArrayList<>(after == null ? List.of() : after);
        if (said.size() > 1 && (said.get(0).equals("-o") || said.get(0).equals("--out"))) {
            said.remove(0);
        }
        if (out != null) {
            said.add(out);
        }
        if (said.size() != 1) {
            throw new IllegalArgumentException(
                    "Say where the receipt goes, once: arfleet:receipt -o FILE " + placement);
        }
        return said.get(0);
    }

    @Override
    void show(Written written, PrintStream out) {
        out.println(written.file() + ": " + written.bytes() + " bytes");
        out.println("Anywhere: fondaco tool verify-receipt " + written.file());
    }
}
