package io.fondaco.console.shell.internal;

import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code chain:show}. */
@Service
@Command(
        scope = "chain",
        name = "show",
        description = "Show a block, a message and what became of it, or a tipset by its epoch or key (CIDs with commas"
                + " between). Example: chain:show 1204")
public final class ChainShow extends ChainCommand<ChainThing> {

    @Argument(name = "what", description = "A CID, an epoch, or a tipset's key", required = true)
    String what;

    @Override
    ChainThing ask() {
        String text = what.strip();
        if (text.matches("[0-9]{1,18}")) {
            return atEpoch(Epoch.of(Long.parseLong(text)));
        }
        if (text.startsWith("{") || text.contains(",")) {
            return ofKey(text);
        }
        Cid cid = cid(text);
        Optional<Tipset> block = node().tipset(TipsetKey.of(cid));
        if (block.isPresent()) {
            return BlockView.of(node(), block.get().blocks().get(0));
        }
        return MessageView.find(node(), Optional.ofNullable(pool), cid)
                .orElseThrow(() -> new IllegalArgumentException("No block stored here, no message on the chain and none"
                        + " on its way is called " + cid + "; chain:list shows blocks, mpool:list messages"));
    }

    private ChainThing atEpoch(Epoch epoch) {
        Tipset head = node().head();
        if (epoch.isAfter(head.height())) {
            throw new IllegalArgumentException(
                    "Epoch " + epoch + " is yet to come: the head is at " + head.height() + "; chain:head shows it");
        }
        Tipset found = node().tipsetAt(epoch);
        if (!found.height().equals(epoch)) {
            throw new IllegalArgumentException("Nobody made a block in epoch " + epoch
                    + "; the last one before has blocks: chain:show " + found.height());
        }
        return TipsetView.of(node(), found);
    }

    private ChainThing ofKey(String text) {
        List<Cid> cids = Arrays.stream(text.replaceAll("[{}\\s]", "").split(","))
                .map(ChainCommand::cid)
                .toList();
        return TipsetView.of(
                node(),
                node().tipset(new TipsetKey(cids))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "No tipset of these blocks is stored here; chain:list shows those that are")));
    }

    @Override
    void show(ChainThing thing, PrintStream out) {
        thing.print(out);
    }
}
