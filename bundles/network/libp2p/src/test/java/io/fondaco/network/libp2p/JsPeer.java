package io.fondaco.network.libp2p;

import io.fondaco.testing.kit.JsProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** js-libp2p peers. */
final class JsPeer {

    private static final Path FOLDER = Path.of("src/test/js");

    private JsPeer() {}

    /** Whether there are such peers here. */
    static boolean available() {
        return JsProcess.available(FOLDER, "libp2p");
    }

    /** @param options as {@code peer.mjs} takes them */
    static JsProcess start(Map<String, Object> options) throws IOException {
        return new JsProcess(FOLDER, "peer.mjs", options);
    }
}
