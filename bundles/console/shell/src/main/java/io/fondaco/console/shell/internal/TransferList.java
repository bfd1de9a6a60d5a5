package io.fondaco.console.shell.internal;

import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code transfer:list}. */
@Service
@Command(
        scope = "transfer",
        name = "list",
        description = "List running transfers and the last finished ones. Example: transfer:list")
public final class TransferList extends HouseCommand<List<TransferView>> {

    @Reference
    Transfers transfers;

    @Override
    List<TransferView> ask() {
        return transfers.list();
    }

    @Override
    void show(List<TransferView> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (TransferView transfer : found) {
            rows.add(List.of(
                    interactive() ? transfer.id().number() : transfer.id(),
                    transfer.direction().name().toLowerCase(Locale.ROOT),
                    transfer.transport(),
                    transfer.status(),
                    bytes(transfer),
                    transfer.attempts(),
                    transfer.note()));
        }
        table(out, "No transfers", List.of("Transfer", "Way", "By", "Status", "Bytes", "Tries", "Note"), rows);
    }

    private String bytes(TransferView transfer) {
        long total = transfer.total();
        if (total < 0) {
            return String.valueOf(transfer.bytes());
        }
        return interactive() && total > 0
                ? transfer.bytes() * 100 / total + "% of " + total
                : transfer.bytes() + " of " + total;
    }
}
