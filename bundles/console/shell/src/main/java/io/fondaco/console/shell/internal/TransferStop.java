package io.fondaco.console.shell.internal;

import io.fondaco.transfer.Transfers;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code transfer:stop}. */
@Service
@Command(
        scope = "transfer",
        name = "stop",
        description = "Call a transfer off. Example: transfer:stop --reason mistake TRANSFER")
public final class TransferStop extends HouseCommand<Boolean> {

    @Argument(name = "transfer", description = "Its id, or the number transfer:list shows", required = true)
    @Completion(TransferIdCompleter.class)
    String transfer;

    @Option(
            name = "--reason",
            description = "Why; kept with the transfer here, the protocol has no word for it to the other end")
    String reason = "called off from the shell";

    @Reference
    Transfers transfers;

    @Override
    Boolean ask() {
        if (!transfers.cancel(TransferShow.one(transfers, transfer).id(), reason)) {
            throw new IllegalArgumentException(transfer + " is not running; transfer:list shows what is");
        }
        return true;
    }

    @Override
    void show(Boolean done, PrintStream out) {
        out.println("Called off");
    }
}
