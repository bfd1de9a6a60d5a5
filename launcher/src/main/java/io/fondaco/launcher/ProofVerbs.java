package io.fondaco.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tools that compute what sealing and proving are made of, so that anybody can compare it with values of their own. */
final class ProofVerbs {
    private ProofVerbs() {}

    private static int print(Verb verb, Map<String, Object> answer) {
        answer.forEach((field, value) -> verb.say().line(field + ": " + value));
        verb.say().result(answer);
        return 0;
    }

    @Command(
            name = "poseidon",
            description = "Hash 2, 4, 8 or 11 numbers as Filecoin's trees and columns do, with every backend.",
            footer = {"", "Example: fondaco tool poseidon 0 1", "Example: fondaco tool poseidon 0x01 0xff 3 4 --json"})
    static final class Poseidon extends ToolVerb.Tool {

        @Parameters(
                paramLabel = "NUMBER",
                arity = "1..*",
                description = "Elements of the field, in decimal or in hexadecimal after 0x.")
        private List<String> numbers;

        @Override
        public Integer call() throws Exception {
            return print(this, apply("poseidon", Map.of("inputs", String.join(",", numbers)), read -> {}));
        }
    }

    @Command(
            name = "seal",
            description = "Seal a file as a sector of its own and show its commitments; with a seed, prove it too.",
            footer = {
                "",
                "All that a replica depends on is given: miner, sector number, ticket, data. The same gives the same CommR"
                        + " wherever it is sealed.",
                "",
                "Example: fondaco tool seal data.car --sector-size 2KiB --prover f01000 --sector 7 -o sector-7 --json"
            })
    static final class Seal extends ToolVerb.Tool {

        @Parameters(paramLabel = "FILE", description = "The file to seal; zeros fill the sector.")
        private Path file;

        @Option(
                names = "--sector-size",
                paramLabel = "SIZE",
                description = "2KiB, 8MiB, 512MiB, 32GiB or 64GiB (default: 8MiB).")
        private String size;

        @Option(
                names = "--proof",
                paramLabel = "N",
                description = "Number of the registered seal proof (default: V1.1 of the size, such as 6 for 8MiB).")
        private Long proof;

        @Option(
                names = "--prover",
                paramLabel = "MINER",
                description = "ID address of the miner, or 64 hexadecimal digits (default: f01000).")
        private String prover = "f01000";

        @Option(names = "--sector", paramLabel = "N", description = "Number of the sector (default: 0).")
        private long sector;

        @Option(names = "--ticket", paramLabel = "HEX", description = "64 hexadecimal digits (default: zeros).")
        private String ticket = "0".repeat(64);

        @Option(names = "--seed", paramLabel = "HEX", description = "64 hexadecimal digits: prove it for this seed.")
        private String seed;

        @Option(
                names = {"-o", "--out"},
                required = true,
                paramLabel = "DIR",
                description = "Folder for the sector's files; it has no sector yet.")
        private Path out;

        @Override
        public Integer call() throws Exception {
            Path absolute = file.toAbsolutePath();
            Map<String, String> options = new HashMap<>();
            options.put("file", absolute.toString());
            options.put("out", out.toAbsolutePath().toString());
            options.put("prover", prover);
            options.put("sector", Long.toString(sector));
            options.put("ticket", ticket);
            if (size != null) {
                options.put("sector-size", size);
            }
            if (proof != null) {
                options.put("proof", proof.toString());
            }
            if (seed != null) {
                options.put("seed", seed);
            }
            long bytes = Files.isRegularFile(absolute) ? Files.size(absolute) : 0;
            return print(
                    this, apply("seal", options, done -> say().progress("Sealing " + file.getFileName(), done, bytes)));
        }
    }

    @Command(
            name = "label-check",
            description = "Label a small sector and show one label, for a replica id and graph of one's own.",
            footer = {
                "",
                "Example: fondaco tool label-check --sector-size 2KiB --layers 11 --replica-id 0909..09 --porep-id 0000..00"
            })
    static final class LabelCheck extends ToolVerb.Tool {

        @Option(
                names = "--sector-size",
                paramLabel = "SIZE",
                description = "2KiB, 4KiB, 16KiB, 32KiB or 8MiB (default: 2KiB).")
        private String size = "2KiB";

        @Option(names = "--layers", paramLabel = "N", description = "Layers, 1 to 11 (default: the size's own).")
        private Integer layers;

        @Option(
                names = "--replica-id",
                required = true,
                paramLabel = "HEX",
                description = "64 hexadecimal digits, as they are.")
        private String replicaId;

        @Option(
                names = "--porep-id",
                required = true,
                paramLabel = "HEX",
                description =
                        "64 hexadecimal digits: it seeds the graph, and says by its first bytes which rules apply.")
        private String porepId;

        @Option(names = "--layer", paramLabel = "N", description = "Which layer's label (default: the last).")
        private Integer layer;

        @Option(names = "--node", paramLabel = "N", description = "Which node's label (default: the last).")
        private Long node;

        @Override
        public Integer call() throws IOException {
            Map<String, String> options = new LinkedHashMap<>();
            options.put("sector-size", size);
            options.put("replica-id", replicaId);
            options.put("porep-id", porepId);
            if (layers != null) {
                options.put("layers", layers.toString());
            }
            if (layer != null) {
                options.put("layer", layer.toString());
            }
            if (node != null) {
                options.put("node", node.toString());
            }
            return print(this, apply("label-check", options, done -> {}));
        }
    }

    @Command(
            name = "proof-selftest",
            description = "Compute every published value of sealing and proving with every backend that is here.",
            footer = {"", "Example: fondaco tool proof-selftest --json"})
    static final class SelfTest extends ToolVerb.Tool {

        @Override
        public Integer call() throws IOException {
            Map<String, Object> answer =
                    apply("proof-selftest", Map.of(), done -> say().progress("Computing published values", done, 0));
            for (Object row : (List<?>) answer.get("rows")) {
                Map<?, ?> one = (Map<?, ?>) row;
                boolean ok = Boolean.TRUE.equals(one.get("ok"));
                say().line((ok ? "  ok    " : "  WRONG ") + one.get("backend") + "  " + one.get("name")
                        + (ok ? "" : ": expected " + one.get("expected") + ", computed " + one.get("computed")));
            }
            say().line(answer.get("passed") + " of " + answer.get("total") + " passed, with " + answer.get("backends"));
            say().result(answer);
            return ((Number) answer.get("failed")).intValue() == 0 ? 0 : 1;
        }
    }
}
