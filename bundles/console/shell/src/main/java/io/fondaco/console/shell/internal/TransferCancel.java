package io.fondaco.console.shell.internal;

import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.Transfers;
import java.io.PrintStream;
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

    @Argument(name = "transfer", description = "Its id", required = true)
    @Completion(TransferIdCompleter.class)
    String transfer;

    @Option(name = "--reason", description = "Why; told to the other end")
    String reason = "called off from the shell";

    @Reference
    Transfers transfers;

    @Override
    Boolean ask() {
        if (!transfers.cancel(TransferId.parse(transfer), reason)) {
            throw new IllegalArgumentException(transfer + " is not running; transfer:list shows what is");
        }
        return true;
    }

    @Override
    void show(Boolean done, PrintStream out) {
        out.println("Called off");
    }
}
