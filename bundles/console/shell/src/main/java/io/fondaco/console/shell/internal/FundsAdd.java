package io.fondaco.console.shell.internal;

import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code funds:add}. */
@Service
@Command(
        scope = "funds",
        name = "add",
        description =
                "Put money from a wallet into its escrow in the storage market. Example: funds:add alice \"10 FIL\"")
public final class FundsAdd extends FundsCommand<FundsCommand.Moved> {

    @Argument(name = "who", description = "A party's name, a wallet or a miner", required = true)
    @Completion(WalletCompleter.class)
    String who;

    @Argument(index = 1, name = "amount", description = "Such as \"10 FIL\" or 5nanoFIL", required = true)
    String amount;

    @Option(name = "--from", description = "Another wallet that pays")
    @Completion(WalletCompleter.class)
    String from;

    @Option(name = "--wait", description = "Wait until it is settled")
    boolean wait;

    @Override
    Moved ask() throws Exception {
        Purse meant = purse(who);
        Purse purse = from == null ? meant : new Purse(meant.party(), address(from), meant.holder());
        TokenAmount sum = some(amount);
        return moved(await(actor.add(purse.wallet(), purse.holder(), sum)), purse, sum, wait);
    }

    @Override
    void show(Moved moved, PrintStream out) {
        print(moved, "from " + moved.wallet() + " for the escrow of " + moved.holder(), out);
    }
}
