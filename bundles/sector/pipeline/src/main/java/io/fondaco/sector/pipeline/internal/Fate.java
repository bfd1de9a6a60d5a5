package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Cid;
import java.util.Arrays;
import java.util.Optional;

/** What becomes of messages that were sent for sectors. */
final class Fate {

    private final FullNode node;
    private final MessagePool pool;
    private final Notes notes;

    Fate(FullNode node, MessagePool pool, Notes notes) {
        this.node = node;
        this.pool = pool;
        this.notes = notes;
    }

    /**
     * What became of the message that was sent last for a sector, if the chain that {@code now} is of has it for sure. What
     * can never get there is noted as refused.
     */
    Optional<Included> of(Sector sector, Step step, Sight now, Tipset head) {
        Cid message = sector.messages.get(step);
        Optional<Included> found = node.find(message);
        if (found.isEmpty()) {
            found = pool.displacedBy(message).flatMap(node::find);
            if (found.isPresent() && !same(message, step, found.get())) {
                Cid other = found.get().cid();
                notes.refuse(sector, step, "message " + other + " took the nonce of its " + step, now);
                return Optional.empty();
            }
        }
        if (found.isEmpty()) {
            follow(sector, step, now);
            return Optional.empty();
        }
        // What was found must be of the state that was looked at.
        boolean settled =
                found.get().height().number() <= now.epoch() && node.head().equals(head);
        return settled ? found : Optional.empty();
    }

    /** Whether a message is the one that was sent, but for its fee. */
    private boolean same(Cid message, Step step, Included found) {
        Message theirs = found.message();
        return theirs.method() == step.method()
                && pool.find(message)
                        .map(sent -> sent.message().to().equals(theirs.to())
                                && Arrays.equals(sent.message().params(), theirs.params()))
                        .orElse(false);
    }

    /** The message that is on its way now: it may have been sent once more with another fee, or given up. */
    private void follow(Sector sector, Step step, Sight now) {
        Optional<Cid> last = pool.sentFor(step.key(sector.id, sector.attempt(step)));
        if (last.isEmpty()) {
            notes.refuse(sector, step, "the message pool gave up its " + step + " " + sector.messages.get(step), now);
        } else if (!last.get().equals(sector.messages.get(step))) {
            notes.sentAnew(sector, step, last.get(), now);
        }
    }

    static String exit(Included found) {
        return ExitCode.name((int) found.receipt().exitCode()) + " at epoch " + found.height();
    }
}
