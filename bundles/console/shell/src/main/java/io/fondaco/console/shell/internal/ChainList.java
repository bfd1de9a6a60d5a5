package io.fondaco.console.shell.internal;

import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code chain:list}. */
@Service
@Command(
        scope = "chain",
        name = "list",
        description = "List tipsets of the head's chain, the newest first. Example: chain:list --count 20 --from 1204")
public final class ChainList extends ChainCommand<List<ChainList.Line>> {

    private static final int MOST = 1000;

    /**
     * A tipset in a line.
     *
     * @param messages that its blocks hold, counted once a block; -1 if they are not stored here
     */
    public record Line(long epoch, Instant at, List<Cid> key, List<Address> miners, int messages) {}

    @Option(name = "--count", description = "How many, 1 to 1000")
    int count = 10;

    @Option(name = "--from", description = "The epoch to begin with; left out, the head's")
    Long from;

    @Override
    List<Line> ask() {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("--count is 1 to " + MOST + ", not " + count);
        }
        if (from != null && from < 0) {
            throw new IllegalArgumentException("--from is an epoch, 0 or more, not " + from);
        }
        List<Line> lines = new ArrayList<>();
        Optional<Tipset> next = Optional.of(from == null ? node().head() : node().tipsetAt(Epoch.of(from)));
        while (next.isPresent() && lines.size() < count) {
            Tipset tipset = next.get();
            lines.add(line(tipset));
            next = tipset.parents().isEmpty() ? Optional.empty() : node().tipset(tipset.parents());
        }
        return lines;
    }

    private Line line(Tipset tipset) {
        List<TipsetView.Block> blocks = TipsetView.blocks(node(), tipset);
        boolean whole = blocks.stream().allMatch(block -> block.messages() >= 0);
        return new Line(
                tipset.height().number(),
                node().timeOf(tipset.height()),
                tipset.key().cids(),
                blocks.stream().map(TipsetView.Block::miner).toList(),
                whole ? blocks.stream().mapToInt(TipsetView.Block::messages).sum() : -1);
    }

    @Override
    void show(List<Line> lines, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Line line : lines) {
            rows.add(List.of(
                    line.epoch(),
                    time(line.at()),
                    line.messages() < 0 ? "?" : line.messages(),
                    line.miners().stream().map(Address::toString).collect(Collectors.joining(" ")),
                    brief(line.key().get(0))
                            + (line.key().size() > 1 ? " +" + (line.key().size() - 1) : "")));
        }
        table(out, "No tipsets", List.of("Epoch", "Time", "Messages", "Miners", "First block"), rows);
    }
}
