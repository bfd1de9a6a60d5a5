package io.fondaco.chain;

import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A node that has the chain itself: blocks, messages and what became of them. For use by many threads; reads answer for
 * the head at the time unless they name a tipset.
 */
@ProviderType
public interface FullNode {
    /** The network's name, e.g. {@code devnet}. */
    String network();

    /** Where other nodes reach this one: multiaddrs with its peer id at their end; none for a node without a network. */
    List<String> addresses();

    /** The tipset at epoch 0. */
    Tipset genesis();

    Tipset head();

    /** When an epoch begins. */
    Instant timeOf(Epoch epoch);

    /** A tipset that is stored here, on the head's chain or not. */
    Optional<Tipset> tipset(TipsetKey key);

    /** The tipset of the head's chain at this epoch, or the last one before it if nobody made a block; the head for later ones. */
    Tipset tipsetAt(Epoch epoch);

    /** The messages of a block that is stored here. */
    Optional<BlockContents> contents(Cid block);

    /** What became of a message on the head's chain; empty while it is not there. */
    Optional<Included> find(Cid message);

    /** All messages that a tipset stored here executed, in order; empty if what came of it is not stored here any more. */
    List<Included> executed(TipsetKey key);

    /**
     * What would become of a message if it came next, with as much gas as a block has; nothing is kept of it.
     *
     * @throws ChainException (UNKNOWN) if the sender is no account
     */
    Included call(Message message);

    /** Tells of every move of the head from now on, in order, on a thread of the node; what it calls must be quick. */
    Registration follow(Consumer<HeadChange> then);

    /** How far it has come. */
    SyncStatus sync();

    /**
     * Takes in a block as if it had come from the network: checks it, stores it, and moves the head if it is heavier.
     *
     * @param block CBOR of a {@link io.fondaco.chain.block.BlockMessage}
     * @return completes exceptionally with {@link ChainException} (REFUSED) saying what is wrong with it
     */
    CompletionStage<Cid> submitBlock(byte[] block);

    /**
     * Writes the head's chain and its states as a CAR file another node can begin with.
     *
     * @param file that does not exist yet
     * @param states how many epochs below the head keep their state and receipts, at least twice finality
     * @param progress told the blocks written so far, now and then
     * @return bytes written
     */
    long exportTo(Path file, long states, LongConsumer progress) throws IOException;

    /**
     * Reads a CAR file that {@link #exportTo} wrote, checks it, and makes its head ours if it is heavier.
     *
     * @return the head it holds
     * @throws ChainException (REFUSED) if it is of another network or does not hold together
     */
    Tipset importFrom(Path file, LongConsumer progress) throws IOException;
}
