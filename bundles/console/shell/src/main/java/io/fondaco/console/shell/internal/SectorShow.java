package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.sector.SectorView;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code sector:show}. */
@Service
@Command(
        scope = "sector",
        name = "show",
        description = "Show a sector: what is in it, how far it has come and what it waits for. Example:"
                + " sector:show bob 4")
public final class SectorShow extends SectorCommand<SectorView> {

    @Argument(name = "miner", description = "A party's name or a miner's address", required = true)
    @Completion(PartyCompleter.class)
    String miner;

    @Argument(index = 1, name = "sector", description = "Its number", required = true)
    long number;

    @Override
    SectorView ask() {
        Address id = miner(miner);
        return sectors()
                .sector(id, number)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Miner " + id + " has no sector " + number + "; sector:list --all " + miner + " lists them"));
    }

    @Override
    void show(SectorView view, PrintStream out) {
        out.println("Sector " + view.number() + " of " + view.miner() + ", " + state(view.state()));
        line(out, "size", view.size() + " bytes");
        line(out, "proof", view.proof().equals("none") ? MinerStates.NONE : view.proof() + ", " + health(view));
        view.deadline()
                .ifPresent(deadline -> line(
                        out,
                        "deadline",
                        deadline + ", partition " + view.partition().orElse(0)
                                + view.window()
                                        .map(open -> ", from epoch " + open)
                                        .orElse("")));
        view.activation().ifPresent(epoch -> line(out, "active from", "epoch " + epoch));
        view.expiration().ifPresent(epoch -> line(out, "until", "epoch " + epoch));
        if (!view.ours()) {
            line(out, "packed", "elsewhere, or at genesis");
        }
        for (SectorView.Piece piece : view.pieces()) {
            line(
                    out,
                    "deal " + piece.dealId(),
                    piece.pieceCid() + ", " + piece.length() + " bytes at " + piece.offset() + ", epochs "
                            + piece.start() + " to " + piece.end() + (piece.kept() ? ", unsealed copy kept" : ""));
        }
        if (!view.waiting().isEmpty()) {
            sentence(out, "  waits for    ", view.waiting());
        }
        if (!view.trouble().isEmpty()) {
            sentence(out, "  trouble      ", view.trouble());
        }
    }

    private static void line(PrintStream out, String name, String value) {
        out.printf("  %-12s %s%n", name, value);
    }
}
