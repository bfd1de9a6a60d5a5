package io.fondaco.transfer.graphsync;

import io.fondaco.testing.kit.JsProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Peers of {@code @dcdn/graphsync}. */
final class JsPeer {

    private JsPeer() {}

    static boolean available() {
        return JsProcess.available(Path.of("../../network/libp2p/src/test/js"), "@dcdn/graphsync");
    }

    static JsProcess start() throws IOException {
        return new JsProcess(Path.of("src/test/js"), "graphsync.mjs", Map.of());
    }
}
