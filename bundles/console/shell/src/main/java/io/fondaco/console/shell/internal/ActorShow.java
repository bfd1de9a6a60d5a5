package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code actor:show}. */
@Service
@Command(
        scope = "actor",
        name = "show",
        description =
                "Show an actor and its state at the head, such as a miner's sectors and money. Example: actor:show f01000")
public final class ActorShow extends ChainCommand<ActorShow.Found> {

    private static final int WIDTH = 20;

    /** An actor. @param state what there is to tell of its kind, by name */
    public record Found(
            long epoch,
            Address id,
            String type,
            Cid code,
            TokenAmount balance,
            long nonce,
            Map<String, Object> state) {}

    @Argument(name = "actor", description = "Its address, or a party's name for its wallet", required = true)
    @Completion(PartyCompleter.class)
    String actor;

    @Override
    Found ask() {
        Address address = address(actor);
        return states().read(view -> find(view, address));
    }

    private static Found find(StateReader.View view, Address address) {
        Address id = view.tree().resolve(address).orElseThrow(() -> unknown(address));
        ActorEntry entry = view.tree().actor(id).orElseThrow(() -> unknown(address));
        return new Found(
                view.epoch().number(),
                id,
                ActorKinds.name(entry),
                entry.code(),
                entry.balance(),
                entry.nonce(),
                ActorStates.of(view, id));
    }

    private static IllegalArgumentException unknown(Address address) {
        return new IllegalArgumentException("No actor has the address " + address
                + " at the head: an account begins with the first money it gets; actor:list shows those there are");
    }

    @Override
    void show(Found found, PrintStream out) {
        out.println(found.id() + ", " + found.type() + ", at epoch " + found.epoch());
        line(out, "  ", "balance", found.balance());
        line(out, "  ", "nonce", Long.toUnsignedString(found.nonce()));
        found.state().forEach((name, value) -> line(out, "  ", name, value));
    }

    private void line(PrintStream out, String indent, String name, Object value) {
        String heading = indent + name + " ".repeat(Math.max(1, WIDTH - name.length()));
        if (value instanceof Collection<?> all && all.stream().anyMatch(Map.class::isInstance)) {
            out.println(indent + name);
            all.forEach(each -> out.println(indent + "  " + text(each)));
        } else if (value instanceof Map<?, ?> inner) {
            out.println(indent + name);
            inner.forEach((key, each) -> line(out, indent + "  ", key.toString(), each));
        } else {
            out.println(heading + text(value));
        }
    }

    private String text(Object value) {
        if (value instanceof TokenAmount amount) {
            return amount.toDisplay();
        }
        if (value instanceof Map<?, ?> map) {
            StringBuilder text = new StringBuilder();
            map.forEach((key, each) -> text.append(text.isEmpty() ? "" : ", ")
                    .append(key)
                    .append(" ")
                    .append(text(each)));
            return text.toString();
        }
        if (value instanceof Collection<?> all) {
            return all.isEmpty()
                    ? "none"
                    : String.join(" ", all.stream().map(this::text).toList());
        }
        return String.valueOf(value);
    }
}
