package io.fondaco.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tool",
        description = "Work on files without a running node.",
        synopsisSubcommandLabel = "TOOL",
        subcommands = {
            ToolVerb.Cid.class,
            ToolVerb.CommP.class,
            ToolVerb.Car.class,
            GenesisVerb.class,
            ProofVerbs.Poseidon.class,
            ProofVerbs.Seal.class,
            ProofVerbs.LabelCheck.class,
            ProofVerbs.SelfTest.class,
            ReceiptVerb.class
        })
final class ToolVerb implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Which tool? One of cid, commp, car, genesis, poseidon, seal, label-check, proof-selftest, verify-receipt");
    }

    /** What every tool shares: the way into the framework. */
    abstract static class Tool extends Verb {
        private static final String BUNDLES = "tool.bundles";

        /** What a tool answers, by field. */
        final Map<String, Object> apply(String name, Map<String, String> options, LongConsumer progress)
                throws IOException {
            return apply(name, List.of(BUNDLES), options, progress);
        }

        /** As {@link #apply(String, Map, LongConsumer)}, for a tool that seals. */
        final Map<String, Object> sealing(String name, Map<String, String> options, LongConsumer progress)
                throws IOException {
            return apply(name, List.of(BUNDLES, "seal.bundles"), options, progress);
        }

        private static Map<String, Object> apply(
                String name, List<String> bundles, Map<String, String> options, LongConsumer progress)
                throws IOException {
            try (SmallFramework framework = SmallFramework.start(Home.find(), bundles)) {
                @SuppressWarnings("unchecked")
                BiFunction<Map<String, String>, LongConsumer, Map<String, Object>> tool = framework
                        .service("io.fondaco.console.tool.Tool", "(fondaco.tool=" + name + ")", BiFunction.class)
                        .orElseThrow(() -> new Failure(
                                "This distribution has no tool '" + name + "'",
                                "Unpack it afresh, or build it again."));
                return tool.apply(options, progress);
            } catch (UncheckedIOException e) {
                throw new Failure(e.getMessage(), "", e);
            } catch (IllegalArgumentException e) {
                throw Failure.usage(e.getMessage(), e);
            }
        }
    }

    /** A tool that reads one file. */
    abstract static class OnFile extends Tool {

        @Parameters(paramLabel = "FILE", description = "The file to read.")
        private Path file;

        /** Runs a tool and prints its answer, a line a field. */
        final int run(String name, Map<String, String> options) throws IOException {
            Path absolute = file.toAbsolutePath();
            options.put("file", absolute.toString());
            long size = Files.isRegularFile(absolute) ? Files.size(absolute) : 0;
            Map<String, Object> answer =
                    apply(name, options, read -> say().progress("Reading " + file.getFileName(), read, size));
            answer.forEach((field, value) -> say().line(field + ": " + value));
            say().result(answer);
            return 0;
        }
    }

    /** How a file is cut into a DAG. */
    static final class Cutting {

        @Option(
                names = "--chunk",
                paramLabel = "BYTES",
                description = "Bytes in a leaf, 1 to 2097152, also as 256KiB or 1MiB (default: 1MiB).")
        private String chunk;

        @Option(names = "--width", paramLabel = "LINKS", description = "Links in a node, 2 to 8192 (default: 1024).")
        private Integer width;

        @Option(
                names = "--cid-version",
                paramLabel = "0|1",
                description = "CID version (default: 1). Version 0 has no raw leaves.")
        private Integer cidVersion;

        @Option(names = "--no-raw-leaves", description = "Wrap leaves as UnixFS nodes.")
        private boolean noRawLeaves;

        @Option(names = "--trickle", description = "Trickle layout instead of a balanced tree.")
        private boolean trickle;

        Map<String, String> options() {
            Map<String, String> options = new HashMap<>();
            if (chunk != null) {
                options.put("chunk", chunk);
            }
            if (width != null) {
                options.put("width", width.toString());
            }
            if (cidVersion != null) {
                options.put("cid-version", cidVersion.toString());
            }
            options.put("no-raw-leaves", Boolean.toString(noRawLeaves));
            options.put("trickle", Boolean.toString(trickle));
            return options;
        }
    }

    @Command(
            name = "cid",
            description = "Compute the CID of a file as UnixFS.",
            footer = {"", "Example: fondaco tool cid --chunk 256KiB --width 174 photo.jpg"})
    static final class Cid extends OnFile {

        @Mixin
        private Cutting cutting;

        @Override
        public Integer call() throws Exception {
            return run("cid", cutting.options());
        }
    }

    @Command(
            name = "commp",
            description = "Compute the piece commitment (CommP) of a file's bytes as they are.",
            footer = {
                "",
                "'fondaco store' packs a file into a CAR first: its piece CID is the one of that CAR, which"
                        + " 'fondaco tool car' makes, and not the one of the bare file.",
                "",
                "Example: fondaco tool commp data.car --json"
            })
    static final class CommP extends OnFile {

        @Override
        public Integer call() throws Exception {
            return run("commp", new HashMap<>());
        }
    }

    @Command(
            name = "car",
            description = "Pack a file into a CAR; without options the very one 'fondaco store' makes a deal for.",
            footer = {"", "Example: fondaco tool car photo.jpg -o photo.car"})
    static final class Car extends OnFile {

        @Mixin
        private Cutting cutting;

        @Option(
                names = {"-o", "--out"},
                required = true,
                paramLabel = "OUT",
                description = "The CAR to write.")
        private Path out;

        @Override
        public Integer call() throws Exception {
            Map<String, String> options = cutting.options();
            options.put("out", out.toAbsolutePath().toString());
            return run("car", options);
        }
    }
}
