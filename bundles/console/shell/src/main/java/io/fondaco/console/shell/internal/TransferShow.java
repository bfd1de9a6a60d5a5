package io.fondaco.console.shell.internal;

import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code transfer:show}. */
@Service
@Command(scope = "transfer", name = "show", description = "Show one transfer. Example: transfer:show 1763712000001")
public final class TransferShow extends HouseCommand<TransferView> {

    @Argument(name = "transfer", description = "Its id, or the number transfer:list shows", required = true)
    @Completion(TransferIdCompleter.class)
    String transfer;

    @Reference
    Transfers transfers;

    @Override
    TransferView ask() {
        return one(transfers, transfer);
    }

    /** The transfer with an id, or with a number that no other has. */
    static TransferView one(Transfers transfers, String text) {
        List<TransferView> found = transfers.list().stream()
                .filter(view -> view.id().toString().equals(text)
                        || String.valueOf(view.id().number()).equals(text))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new IllegalArgumentException(
                found.isEmpty()
                        ? "No transfer " + text + " runs or has ended lately; transfer:list shows those that have"
                        : text + " is the number of several transfers; give the whole id: "
                                + found.stream()
                                        .map(view -> view.id().toString())
                                        .collect(Collectors.joining(", ")));
    }

    @Override
    void show(TransferView view, PrintStream out) {
        out.println("transfer   " + view.id());
        out.println("way        " + view.direction().name().toLowerCase(Locale.ROOT) + " by " + view.transport());
        out.println("status     " + view.status() + " since " + time(view.since()));
        out.println("bytes      " + view.bytes() + (view.total() < 0 ? "" : " of " + view.total()));
        out.println("attempts   " + view.attempts());
        if (!view.note().isEmpty()) {
            sentence(out, "note       ", view.note());
        }
    }
}
