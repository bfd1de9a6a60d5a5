package io.fondaco.console.shell.internal;

import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code funds:withdraw}. */
@Service
@Command(
        scope = "funds",
        name = "withdraw",
        description = "Take money that no deal needs out of the escrow. Example: funds:withdraw alice \"5 FIL\"")
public final class FundsWithdraw extends FundsCommand<FundsCommand.Moved> {

    @Argument(name = "who", description = "A party's name, a wallet or a miner", required = true)
    @Completion(WalletCompleter.class)
    String who;

    @Argument(index = 1, name = "amount", description = "Such as \"5 FIL\", or all", required = true)
    String amount;

    @Option(name = "--wait", description = "Wait until it is settled")
    boolean wait;

    @Override
    Moved ask() throws Exception {
        Purse purse = purse(who);
        TokenAmount free = funds(purse).free();
        TokenAmount sum = amount.equals("all") ? free : some(amount);
        if (sum.isZero() || sum.compareTo(free) > 0) {
            throw new IllegalArgumentException("The escrow of " + purse.holder() + " has " + free.toDisplay()
                    + " that no deal needs; funds:show " + who + " shows the rest");
        }
        return moved(await(actor.withdraw(purse.wallet(), purse.holder(), sum)), purse, sum, wait);
    }

    @Override
    void show(Moved moved, PrintStream out) {
        print(moved, "from the escrow of " + moved.holder() + " to " + moved.wallet(), out);
    }
}
