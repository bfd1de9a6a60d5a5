package io.fondaco.console.shell.internal;

import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code mpool:list}. */
@Service
@Command(
        scope = "mpool",
        name = "list",
        description =
                "List messages that are not on the chain yet, by sender and nonce. Example: mpool:list --from alice")
public final class MpoolList extends ChainCommand<List<MessageView>> {

    @Option(name = "--from", description = "Only of this party or address")
    @Completion(PartyCompleter.class)
    String from;

    @Override
    List<MessageView> ask() {
        Optional<Address> sender = Optional.ofNullable(from).map(this::address);
        return pool().pending().stream()
                .filter(signed -> sender.isEmpty() || signed.message().from().equals(sender.get()))
                .map(MpoolList::view)
                .toList();
    }

    private static MessageView view(SignedMessage signed) {
        return MessageView.of(signed.cid(), signed.message(), "pending", Optional.empty(), Optional.empty());
    }

    @Override
    void show(List<MessageView> messages, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (MessageView message : messages) {
            rows.add(List.of(
                    brief(message.cid()),
                    brief(message.from()),
                    Long.toUnsignedString(message.nonce()),
                    brief(message.to()),
                    Long.toUnsignedString(message.method()),
                    message.value().toDisplay(),
                    message.gasFeeCap().toDisplay()));
        }
        table(
                out,
                "No message waits for the chain",
                List.of("Message", "From", "Nonce", "To", "Method", "Value", "Fee cap / gas"),
                rows);
    }
}
