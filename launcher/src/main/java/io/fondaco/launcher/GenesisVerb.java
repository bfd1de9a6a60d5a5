package io.fondaco.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "genesis",
        description =
                "Make a network of your own: its genesis file, and for each node that makes its blocks a key and the"
                        + " sealed sector of its miner.",
        footer = {
            "",
            "Each node's key gets 100,000,000 FIL and a miner of one sector of zeros, which is sealed now and shown with every"
                    + " block: seconds for 8MiB, minutes for 512MiB. Such a network is for development: its proofs are large,"
                    + " and its money is worth nothing. Nothing is ever written over.",
            "",
            "Example: fondaco tool genesis --nodes 3 --out net --epoch-millis 2000"
        })
final class GenesisVerb extends ToolVerb.Tool {

    private static final int SEVERAL_START_IN = 30;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes that make blocks, 1 to 16 (default: 1).")
    private int nodes = 1;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Folder for the files; it is made if there is none.")
    private Path out;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "Small letters, digits and hyphens; all its topics bear it (default: devnet).")
    private String network = "devnet";

    @Option(
            names = "--epoch-millis",
            paramLabel = "MS",
            description = "Length of an epoch in milliseconds, 20 to 3600000 (default: 1000).")
    private int epochMillis = 1000;

    @Option(
            names = "--sector-size",
            paramLabel = "SIZE",
            description =
                    "Of the largest sectors the network takes, and of its first ones: 2KiB, 8MiB or 512MiB (default:"
                            + " 8MiB).")
    private String sectorSize = "8MiB";

    @Option(
            names = "--proofs",
            paramLabel = "KIND",
            description = "vanilla (default), or none: sectors of 32 GiB that hold nothing and prove nothing.")
    private String proofs = "vanilla";

    @Option(
            names = "--start-in",
            paramLabel = "SECONDS",
            description =
                    "How long until it begins, 0 to 86400 (default: 0, for several nodes 30): start all nodes by then,"
                            + " for a miner that misses its first windows loses its power.")
    private Integer startIn;

    @Override
    public Integer call() throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("nodes", Integer.toString(within("--nodes", nodes, 1, 16)));
        options.put("epoch-millis", Integer.toString(within("--epoch-millis", epochMillis, 20, 3_600_000)));
        int delay = startIn == null ? nodes > 1 ? SEVERAL_START_IN : 0 : startIn;
        options.put("start-in", Integer.toString(within("--start-in", delay, 0, 86_400)));
        options.put("network", network);
        options.put("sector-size", sectorSize);
        options.put("proofs", proofs);
        options.put("out", out.toAbsolutePath().toString());
        boolean sealed = !"none".equals(proofs);
        if (sealed) {
            say().line("Sealing a sector of " + sectorSize + " for each of " + nodes + " nodes ...");
        }
        Map<String, Object> answer = sealing("genesis", options, done -> {});
        tell(answer);
        say().result(answer);
        return 0;
    }

    private void tell(Map<String, Object> answer) {
        say().line("The network '" + answer.get("network") + "' begins at " + answer.get("begins") + "; an epoch lasts "
                + answer.get("epochMillis") + " ms.");
        say().line("  " + answer.get("genesis"));
        for (Object each : (List<?>) answer.get("nodes")) {
            Map<?, ?> node = (Map<?, ?>) each;
            say().line("  " + node.get("key") + "  of " + node.get("address") + ", who makes blocks as "
                    + node.get("miner"));
        }
        say().line("");
        say().line("Next, for each node:");
        say().line(
                        "  1. Before its first start, copy genesis.json into chain/ of its data folder, and move its key there as"
                                + " node.key: it goes into the key store at the start, and the file is removed.");
        if ("vanilla".equals(answer.get("proofs"))) {
            say().line(
                            "     Move its folder of sectors there too, as sectors/; what is missing of it is sealed again.");
        }
        say().line("  2. Name the other nodes in etc/io.fondaco.chain.node.cfg (peers, listen), and start it before "
                + answer.get("begins") + ": a miner that misses its first windows loses its power.");
        say().line("  3. fondaco run chain:head  shows its blocks and how far it has come.");
        say().line(("none".equals(answer.get("proofs")) ? "The sectors of this network are unproven. " : "")
                + "Whoever has a key file has that node's money.");
    }
}
