package io.fondaco.console.shell.internal;

import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code transfer:cancel}. */
@Service
@Command(
        scope = "transfer",
        name = "cancel",
        description = "Call a transfer off. Example: transfer:cancel --reason mistake TRANSFER")
public final class TransferCancel extends HouseCommand<Boolean> {

    @Argument(name = "transfer", description = "Its id, or the number transfer:list shows", required = true)
    @Completion(TransferIdCompleter.class)
    String transfer;

    @Option(name = "--reason", description = "Why; told to the other end")
    String reason = "called off from the shell";

    @Reference
    Transfers transfers;

    @Override
    Boolean ask() {
        if (!transfers.cancel(id(), reason)) {
            throw new IllegalArgumentException(transfer + " is not running; transfer:list shows what is");
        }
        return true;
    }

    /** What lists show on a terminal is the number alone, which tells the transfers of a house apart. */
    private TransferId id() {
        List<TransferId> numbered = transfers.list().stream()
                .map(TransferView::id)
                .filter(id -> String.valueOf(id.number()).equals(transfer))
                .toList();
        if (numbered.size() > 1) {
            throw new IllegalArgumentException(transfer + " is the number of several transfers; give the whole id: "
                    + numbered.stream().map(TransferId::toString).collect(Collectors.joining(", ")));
        }
        return numbered.isEmpty() ? TransferId.parse(transfer) : numbered.get(0);
    }

    @Override
    void show(Boolean done, PrintStream out) {
        out.println("Called off");
    }
}
