package io.fondaco.console.shell.internal;

import io.fondaco.ao.DataItem;
import io.fondaco.ao.Wallet;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code ao:eval}. */
@Service
@Command(
        scope = "ao",
        name = "eval",
        description =
                "Have a process run code, as its owner; sealed processes take none. Example: ao:eval --wallet wallet.json PROCESS 'return Name'")
public final class AoEval extends AoCommand<AoCommand.Came> {
    private static final int ANCHOR = 32;

    @Option(name = "--wallet", description = "JSON Web Key of the process's owner", required = true)
    String wallet;

    @Argument(index = 0, name = "PROCESS", description = "Its id, or how that begins", required = true)
    String process;

    @Argument(index = 1, name = "CODE", description = "Lua", required = true)
    String code;

    @Override
    Came ask() throws Exception {
        byte[] anchor = new byte[ANCHOR];
        new SecureRandom().nextBytes(anchor);
        DataItem item = DataItem.builder()
                .target(process(process))
                .anchor(anchor)
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", "Message")
                .tag("Action", "Eval")
                .data(code)
                .sign(Wallet.load(Path.of(wallet)));
        var receipt = await(unit().submit(item));
        return Came.of(await(unit().result(receipt.process(), receipt.id())).outcome());
    }

    @Override
    void show(Came came, PrintStream out) {
        print(came, out);
    }
}
