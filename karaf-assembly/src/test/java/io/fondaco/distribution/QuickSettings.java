package io.fondaco.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Settings under which a deal is through in seconds, slow enough in its transfer to be met there. */
final class QuickSettings {

    static final Map<String, Map<String, String>> FILES = Map.of(
            "io.fondaco.chain.node.cfg", Map.of("epochMillis", "500"),
            "io.fondaco.market.storage.cfg", Map.of("pollMillis", "300"),
            "io.fondaco.transfer.dispatch.cfg", Map.of("firstPauseMillis", "200"),
            "io.fondaco.transfer.local.cfg", Map.of("bytesPerSecond", "2000000"),
            "io.fondaco.transfer.http.cfg", Map.of("allowPrivate", "true"));

    private QuickSettings() {}

    /** Lays them down for a node that was never started. */
    static void layDown(Path home, Path node) throws IOException {
        Files.createDirectories(node.resolve("etc"));
        for (Map.Entry<String, Map<String, String>> file : FILES.entrySet()) {
            StringBuilder text = new StringBuilder();
            for (String line : Files.readAllLines(home.resolve("etc").resolve(file.getKey()))) {
                String key = line.split("=", 2)[0].strip();
                String value = file.getValue().get(key);
                text.append(value == null ? line : key + " = " + value).append('\n');
            }
            Files.writeString(node.resolve("etc").resolve(file.getKey()), text);
        }
    }

    /** Lets another provider in, beside bob. */
    static void provider(Path home, Path node, String name) throws IOException {
        String bob = Files.readString(home.resolve("etc/io.fondaco.party-bob.cfg"));
        Files.writeString(
                node.resolve("etc/io.fondaco.party-" + name + ".cfg"), bob.replace("name = bob", "name = " + name));
    }
}
