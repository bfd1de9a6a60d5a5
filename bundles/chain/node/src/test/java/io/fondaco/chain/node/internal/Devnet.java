package io.fondaco.chain.node.internal;

import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.consensus.Beacon;
import io.fondaco.chain.node.internal.consensus.Clock;
import io.fondaco.chain.node.internal.genesis.GenesisBlock;
import io.fondaco.chain.node.internal.produce.Producer;
import io.fondaco.chain.node.internal.produce.SlashFilter;
import io.fondaco.chain.node.internal.produce.WindowProofs;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.state.GoodProofs;
import io.fondaco.chain.node.internal.store.ChainIndex;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.memory.MemoryVaults;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.SeededKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small network for tests: its genesis, its keys, and nodes of it that share nothing but the time. */
public final class Devnet {
    public static final TokenAmount FUNDS = TokenAmount.fil("1000000");
    /** The first miner's number: before it come accounts and the miners' owners and workers. */
    public final HandCrankedTime time = new HandCrankedTime(Instant.parse("2026-01-01T00:00:00Z"));

    public final SeededKeys keys = new SeededKeys();
    public final Beacon beacon = new Beacon("a seed for tests only".getBytes(StandardCharsets.US_ASCII));
    public final List<KeyPair> accounts = new ArrayList<>();
    public final List<Address> miners = new ArrayList<>();
    public final Genesis genesis;
    public final Clock clock;

    public Devnet(int producers) {
        this(producers, 4);
    }

    public Devnet(int producers, int sectors) {
        List<Genesis.Account> given = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            KeyPair key = key(i == 2 ? KeyType.BLS : KeyType.SECP256K1, "account " + i);
            accounts.add(key);
            given.add(new Genesis.Account(key.address(), FUNDS));
        }
        List<Genesis.Miner> mining = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            KeyPair worker = key(KeyType.BLS, "worker " + i);
            given.add(new Genesis.Account(worker.address(), FUNDS));
            mining.add(new Genesis.Miner(
                    worker.address(), worker.address(), new byte[0], sectors, ProofType.unproven(32L << 30)));
            miners.add(Address.id(100L + 3 + producers + i));
        }
        genesis = new Genesis("devnet", time.now(), Policy.DEVNET_UNPROVEN, given, mining);
        clock = new Clock(genesis.timestamp(), genesis.policy().rounds().epochMillis(), time);
    }

    private KeyPair key(KeyType type, String name) {
        byte[] secret = Multihash.sha256(name.getBytes(StandardCharsets.UTF_8)).digest();
        // Below the order of both curves, whichever end it is read from.
        secret[0] &= 0x3f;
        secret[31] &= 0x3f;
        KeyPair pair = KeyPair.of(new PrivateKey(type, secret));
        keys.add(pair.privateKey());
        return pair;
    }

    /** A message, signed. */
    public SignedMessage message(int from, Address to, long nonce, TokenAmount value) {
        Message message = new Message(
                0,
                to,
                accounts.get(from).address(),
                nonce,
                value,
                10_000_000,
                TokenAmount.atto(1_000_000_000L),
                TokenAmount.atto(100_000),
                0,
                new byte[0]);
        return SignedMessage.sign(message, accounts.get(from).privateKey());
    }

    /** What a miner has to prove after a node's head, signed by its worker; its nonce is the one that is due. */
    public Optional<SignedMessage> proof(Node node, int miner) throws InvalidBlockException {
        StateTree state = node.execution().after(node.head());
        MinerView view =
                MinerView.of(state, miners.get(miner), genesis.policy()).orElseThrow();
        return WindowProofs.due(view, node.head().height(), epoch -> ticket(node, epoch))
                .map(post -> {
                    Address worker = view.workerKey();
                    Message message = new Message(
                            0,
                            miners.get(miner),
                            worker,
                            state.actor(worker).orElseThrow().nonce(),
                            TokenAmount.ZERO,
                            500_000_000,
                            TokenAmount.atto(1_000_000_000L),
                            TokenAmount.atto(100_000),
                            MinerActor.SUBMIT_WINDOWED_POST,
                            MinerParams.WindowPost.CODEC.encode(post));
                    return SignedMessage.sign(message, keys.export(worker));
                });
    }

    private static byte[] ticket(Node node, Epoch epoch) {
        try {
            return node.execution()
                    .index()
                    .ancestor(node.head(), epoch)
                    .minTicket()
                    .vrf();
        } catch (InvalidBlockException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets epochs pass. */
    public Epoch turn(long epochs) {
        time.turn(Duration.ofMillis(genesis.policy().rounds().epochMillis() * epochs));
        return clock.now();
    }

    public Node node() {
        return new Node(new MemoryVaults().open("chain"));
    }

    public Node node(Vault vault) {
        return new Node(vault);
    }

    /** One node, without network. */
    public final class Node {
        public final ChainStore store;
        public final ChainEngine engine;
        public final List<SignedMessage> next = new ArrayList<>();

        Node(Vault vault) {
            store = new ChainStore(vault);
            Tipset first = GenesisBlock.write(store, genesis, beacon);
            store.commit(true);
            try {
                engine = new ChainEngine(
                        store,
                        Execution.forTheChain(
                                store, new ChainIndex(store), genesis.policy(), beacon, new GoodProofs(null, 1)),
                        clock,
                        first);
            } catch (InvalidBlockException e) {
                throw new AssertionError(e);
            }
        }

        public Producer producer(int miner) {
            return new Producer(
                    miners.get(miner),
                    engine,
                    clock,
                    keys,
                    (parents, quality) -> List.copyOf(next),
                    new SlashFilter(store),
                    Optional::empty,
                    Runnable::run);
        }

        /** What a miner won at an epoch; there is nothing to wait for. */
        public Optional<FullBlock> block(int miner, Epoch height) throws InvalidBlockException {
            return producer(miner).produce(height).toCompletableFuture().getNow(Optional.empty());
        }

        public Tipset head() {
            return engine.head();
        }

        public Execution execution() {
            return engine.execution();
        }
    }
}
