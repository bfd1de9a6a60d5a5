package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code actor:list}. */
@Service
@Command(
        scope = "actor",
        name = "list",
        description = "List the actors of the chain by their number. Example: actor:list --type miner")
public final class ActorList extends ChainCommand<ActorList.Found> {

    private static final int MOST = 10_000;

    /** What there is. @param total how many fit, listed or not */
    public record Found(long epoch, long total, List<Line> actors) {}

    /** An actor in a line. @param key the key's address of an account */
    public record Line(Address id, String type, Optional<Address> key, TokenAmount balance, long nonce) {}

    @Option(name = "--type", description = "Only of this kind, such as account, miner or multisig")
    @Completion(ActorKindCompleter.class)
    String type;

    @Option(name = "--limit", description = "How many at most, 1 to 10000")
    int limit = 500;

    @Override
    Found ask() {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("--limit is 1 to " + MOST + ", not " + limit);
        }
        Set<ActorCode> kinds = type == null ? EnumSet.noneOf(ActorCode.class) : ActorKinds.like(type);
        return states().read(view -> {
            List<Line> lines = new ArrayList<>();
            long[] total = new long[1];
            view.tree().forEach((id, entry) -> {
                if (!kinds.isEmpty() && !entry.kind().map(kinds::contains).orElse(false)) {
                    return;
                }
                if (++total[0] <= limit) {
                    Optional<Address> key = entry.is(ActorCode.ACCOUNT)
                            ? view.tree().state(id, AccountState.class).map(AccountState::address)
                            : Optional.empty();
                    lines.add(new Line(id, ActorKinds.name(entry), key, entry.balance(), entry.nonce()));
                }
            });
            return new Found(view.epoch().number(), total[0], lines);
        });
    }

    @Override
    void show(Found found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Line line : found.actors()) {
            rows.add(List.of(
                    line.id(),
                    line.type(),
                    line.key().map(this::brief).orElse(""),
                    line.balance().toDisplay(),
                    Long.toUnsignedString(line.nonce())));
        }
        table(out, "No actors of this type", List.of("Actor", "Type", "Key", "Balance", "Nonce"), rows);
        if (found.total() > found.actors().size()) {
            out.println(found.actors().size() + " of " + found.total() + "; --limit and --type show others");
        }
    }
}
