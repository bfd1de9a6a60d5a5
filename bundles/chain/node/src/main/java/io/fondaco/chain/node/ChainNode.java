package io.fondaco.chain.node;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.SyncStatus;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.node.internal.Node;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.persistence.Vault;
import io.fondaco.proof.Verifying;
import io.fondaco.sector.WinningProofs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A node of the chain over one vault: it keeps, checks, makes and exchanges blocks, and pools messages. */
public final class ChainNode implements FullNode, StateReader, AutoCloseable {
    /**
     * What a node is put together from.
     *
     * @param beaconSeed of the genesis file, 16 bytes or more
     * @param vault of this chain and of no other; stays open when the node is closed
     * @param keys whoever's worker key is here has its blocks made here
     * @param host its voice and ears; empty for a node that is alone. Stays open when the node is closed
     * @param chain runs what touches the chain: one task at a time, in order
     * @param workers runs what may take as long as a signature
     * @param verifying checks proofs; for use by many threads
     * @param winning shows that miners of this house have their sectors, asked each time; without it those whose sectors are
     *     sealed make no blocks
     */
    public record Parts(
            Genesis genesis,
            byte[] beaconSeed,
            Vault vault,
            KeyStore keys,
            Time time,
            Optional<Host> host,
            Executor chain,
            Executor workers,
            Verifying verifying,
            Supplier<Optional<WinningProofs>> winning) {
        /** @throws IllegalArgumentException if sectors of the network are to be proven and there is no verifier */
        public Parts {
            Objects.requireNonNull(genesis, "genesis");
            Objects.requireNonNull(vault, "vault");
            Objects.requireNonNull(keys, "keys");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(chain, "chain");
            Objects.requireNonNull(workers, "workers");
            Objects.requireNonNull(winning, "winning");
            if (verifying == null && !genesis.policy().sealing().kinds().isEmpty()) {
                throw new IllegalArgumentException(
                        "proofs of " + genesis.policy().sealing().kinds() + " on " + genesis.networkName()
                                + " have to be checked, and nothing here does");
            }
            beaconSeed = beaconSeed.clone();
        }

        /** Parts of a node of a network whose sectors are all of the kind none. */
        public Parts(
                Genesis genesis,
                byte[] beaconSeed,
                Vault vault,
                KeyStore keys,
                Time time,
                Optional<Host> host,
                Executor chain,
                Executor workers) {
            this(genesis, beaconSeed, vault, keys, time, host, chain, workers, null, Optional::empty);
        }

        @Override
        public byte[] beaconSeed() {
            return beaconSeed.clone();
        }
    }

    /**
     * What an operator may choose.
     *
     * @param produce whether blocks are made here
     * @param makeUp whether blocks are made for epochs this node slept through: for a node that is alone on its network
     * @param peers to stay connected to
     * @param states epochs below the head whose states are kept; four times finality if that is more
     * @param collectEvery epochs between two collections of what is older; 0 for never
     */
    public record Settings(
            boolean produce, boolean makeUp, Map<PeerId, Multiaddr> peers, long states, long collectEvery) {
        /** A node that is alone on its network and makes all blocks. */
        public static final Settings ALONE = new Settings(true, true, Map.of(), 0, 0);

        public Settings {
            peers = Map.copyOf(peers);
        }
    }

    private final Node node;

    /**
     * Takes up where the vault ends; an empty one begins with the genesis block.
     *
     * @throws ChainException (REFUSED) if the vault holds another chain
     */
    public ChainNode(Parts parts, Settings settings) {
        node = new Node(parts, settings);
    }

    /** Makes blocks and talks to others from now on. */
    public void start() {
        node.start();
    }

    @Override
    public String network() {
        return node.network();
    }

    @Override
    public List<String> addresses() {
        return node.addresses();
    }

    @Override
    public Tipset genesis() {
        return node.engine().genesis();
    }

    @Override
    public Tipset head() {
        return node.engine().head();
    }

    @Override
    public Instant timeOf(Epoch epoch) {
        return node.clock().begin(epoch);
    }

    @Override
    public Optional<Tipset> tipset(TipsetKey key) {
        return node.reading().tipset(key);
    }

    @Override
    public Tipset tipsetAt(Epoch epoch) {
        return node.reading().at(epoch);
    }

    @Override
    public Optional<BlockContents> contents(Cid block) {
        return node.reading().contents(block);
    }

    @Override
    public Optional<Included> find(Cid message) {
        return node.reading().find(message);
    }

    @Override
    public List<Included> executed(TipsetKey key) {
        return node.reading().executed(key);
    }

    @Override
    public Included call(Message message) {
        return node.reading().call(message);
    }

    @Override
    public Registration follow(Consumer<HeadChange> then) {
        return node.follow(then);
    }

    @Override
    public SyncStatus sync() {
        return node.status();
    }

    @Override
    public CompletionStage<Cid> submitBlock(byte[] block) {
        return node.submit(block);
    }

    @Override
    public long exportTo(Path file, long states, LongConsumer progress) throws IOException {
        return node.snapshots().write(file, states, progress);
    }

    @Override
    public Tipset importFrom(Path file, LongConsumer progress) throws IOException {
        return node.snapshots().read(file, progress);
    }

    @Override
    public Policy policy() {
        return node.policy();
    }

    @Override
    public <T> T read(Function<View, T> reading) {
        return node.reading().state(node.engine().head(), reading);
    }

    @Override
    public <T> T read(TipsetKey tipset, Function<View, T> reading) {
        return node.reading().state(tipset, reading);
    }

    /** Its message pool. */
    public MessagePool pool() {
        return node.messages();
    }

    /** Makes no more blocks and hears no more; vault and host stay open. */
    @Override
    public void close() {
        node.close();
    }
}
