package io.fondaco.console.shell.internal;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code piece:commp}. */
@Service
@Command(
        scope = "piece",
        name = "commp",
        description = "Compute the piece commitment of a file. Example: piece:commp /data/data.car")
public final class PieceCommP extends PieceCommand {

    @Override
    Map<String, Object> ask() throws Exception {
        return apply("commp", Map.of());
    }
}
