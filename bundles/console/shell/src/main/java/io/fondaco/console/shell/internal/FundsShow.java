package io.fondaco.console.shell.internal;

import io.fondaco.party.Party;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code funds:show}. */
@Service
@Command(
        scope = "funds",
        name = "show",
        description = "Show money in the storage market: what deals hold, what is free. Example: funds:show alice")
public final class FundsShow extends FundsCommand<List<FundsCommand.Funds>> {

    @Argument(name = "who", description = "A party's name, a wallet or a miner; all parties when left out")
    @Completion(WalletCompleter.class)
    String who;

    @Override
    List<Funds> ask() {
        List<String> whose =
                who == null ? merchants.all().stream().map(Party::name).toList() : List.of(who);
        return whose.stream().map(one -> funds(purse(one))).toList();
    }

    @Override
    void show(List<Funds> all, PrintStream out) {
        if (all.isEmpty()) {
            out.println("Nobody is in the house; name a wallet or a miner");
        }
        all.forEach(funds -> funds.print(out));
    }
}
