package io.fondaco.network.libp2p;

import io.fondaco.testing.kit.JsProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** js-libp2p peers. */
final class JsPeer {

    private static final Path FOLDER = Path.of("src/test/js");

    private JsPeer() {}

    /**
     * Whether there are such peers here. Where the system property {@code fondaco.js} is {@code required}, their absence
     * is a failure: tests that are skipped pass.
     */
    static boolean available() {
        return available(FOLDER, System.getProperty("fondaco.js", ""));
    }

    static boolean available(Path folder, String demand) {
        boolean there = JsProcess.available(folder, "libp2p");
        if (!there && demand.equals("required")) {
            throw new AssertionError("fondaco.js=required, and no js-libp2p in " + folder.toAbsolutePath()
                    + ": install Node 20 and run npm ci there");
        }
        return there;
    }

    /** @param options as {@code peer.mjs} takes them */
    static JsProcess start(Map<String, Object> options) throws IOException {
        return new JsProcess(FOLDER, "peer.mjs", options);
    }
}
