package io.fondaco.console.shell.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code piece:car}. */
@Service
@Command(
        scope = "piece",
        name = "car",
        description = "Pack a file into a CAR. Example: piece:car /data/photo.jpg /data/photo.car")
public final class PieceCar extends PieceCommand {

    @Argument(index = 1, name = "out", description = "The CAR to write", required = true)
    @Completion(FileCompleter.class)
    String out;

    @Option(name = "--chunk", description = "Bytes in a leaf, also as 256KiB or 1MiB")
    String chunk;

    @Option(name = "--width", description = "Links in a node")
    String width;

    @Option(name = "--cid-version", description = "0 or 1")
    String cidVersion;

    @Option(name = "--no-raw-leaves", description = "Wrap leaves as UnixFS nodes")
    boolean noRawLeaves;

    @Option(name = "--trickle", description = "Trickle layout instead of a balanced tree")
    boolean trickle;

    @Override
    Map<String, Object> ask() throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "chunk", chunk);
        put(options, "width", width);
        put(options, "cid-version", cidVersion);
        options.put("no-raw-leaves", Boolean.toString(noRawLeaves));
        options.put("trickle", Boolean.toString(trickle));
        options.put("out", session.currentDir().resolve(out).toString());
        return apply("car", options);
    }

    private static void put(Map<String, String> options, String name, String value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
