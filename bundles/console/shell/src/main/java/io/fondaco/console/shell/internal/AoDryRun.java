package io.fondaco.console.shell.internal;

import io.fondaco.ao.DryRun;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code ao:dryrun}. */
@Service
@Command(
        scope = "ao",
        name = "dryrun",
        description = "Try a message on a process; nothing changes. Example: ao:dryrun PROCESS Action=Balance")
public final class AoDryRun extends AoCommand<AoCommand.Came> {

    @Argument(index = 0, name = "PROCESS", description = "Its id, or how that begins", required = true)
    String process;

    @Argument(index = 1, name = "TAG", description = "Tags of the message: NAME=VALUE", multiValued = true)
    List<String> tags;

    @Option(name = "--data", description = "Data of the message")
    String data = "";

    @Option(name = "--as", description = "Address the process is to take for the sender; nobody checks it")
    String sender = DryRun.UNTOLD;

    @Override
    Came ask() throws Exception {
        return Came.of(await(unit().dryRun(new DryRun(
                process(process), DryRun.UNTOLD, sender, "0", tags(tags), data.getBytes(StandardCharsets.UTF_8)))));
    }

    @Override
    void show(Came came, PrintStream out) {
        print(came, out);
    }
}
