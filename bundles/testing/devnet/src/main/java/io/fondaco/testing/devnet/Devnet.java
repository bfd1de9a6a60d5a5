package io.fondaco.testing.devnet;

import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.memory.MemoryVaults;
import io.fondaco.sector.WinningProofs;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.SeededKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * A chain of its own for tests: a genesis with four rich accounts and a miner for each node, and the nodes themselves, whose
 * tasks all run in the thread that turns the time. Epochs are those of {@link Policy#DEVNET}.
 */
public final class Devnet implements AutoCloseable {
    /** What rich accounts and the producers' owners have at genesis; pledge comes off the latter. */
    public static final TokenAmount FUNDS = TokenAmount.fil("1000000");

    /** How many rich accounts there are. */
    public static final int RICH = 4;

    private static final byte[] SEED = "a seed for tests only".getBytes(StandardCharsets.US_ASCII);
    /** Epochs that are waited for something. */
    private static final int PATIENCE = 100;

    public final HandCrankedTime time = new HandCrankedTime();
    /** Of the rich accounts; of the producers only node 0's. */
    public final SeededKeys keys = new SeededKeys();

    private final Genesis genesis;
    /** Null where they are of the kind none. */
    private final SealedSectors sectors;

    private final List<Address> rich = new ArrayList<>();
    private final List<Address> owners = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Turnstile turnstile = new Turnstile();
    private final InProcessNetwork network = new InProcessNetwork(time, turnstile);
    private final Duration epoch;

    /** A node, what it is made of, and its store, which outlives it. */
    private final class Member {
        final SeededKeys own;
        final Vault vault = new MemoryVaults().open("chain");
        final Host host;
        final Address miner;
        ChainNode node;
        WinningProofs winning = sectors;
        boolean kept = true;

        Member(int number, SeededKeys own, boolean connected) {
            this.own = own;
            this.miner = producer(number);
            this.host = connected ? host("node-" + number) : null;
            begin();
        }

        void begin() {
            node = new ChainNode(
                    new ChainNode.Parts(
                            genesis,
                            SEED,
                            vault,
                            own,
                            time,
                            Optional.ofNullable(host),
                            turnstile,
                            Runnable::run,
                            sectors == null ? null : SealedSectors.verifying(),
                            () -> Optional.ofNullable(winning)),
                    host == null ? ChainNode.Settings.ALONE : new ChainNode.Settings(true, false, Map.of(), 0, 0));
            if (sectors != null) {
                Keeper keeper = new Keeper(node, miner, sectors);
                node.follow(change -> {
                    if (kept) {
                        keeper.keep();
                    }
                });
            }
            node.start();
        }
    }

    /** One task of all nodes after the other, in the thread that brings it; what a task brings runs after it. */
    private static final class Turnstile implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean busy;

        @Override
        public void execute(Runnable task) {
            waiting.addLast(task);
            if (!busy) {
                busy = true;
                try {
                    for (Runnable next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
                        next.run();
                    }
                } finally {
                    busy = false;
                }
            }
        }
    }

    /** One node that makes all blocks. */
    public Devnet() {
        this(1);
    }

    /**
     * @param nodes each with a miner of its own, connected to each other if there are several, 1 to 8
     */
    public Devnet(int nodes) {
        this(nodes, Policy.DEVNET_UNPROVEN);
    }

    /** A network whose miners have four sectors of 32 GiB each of the kind none. */
    public Devnet(int nodes, Policy policy) {
        this(nodes, policy, null);
    }

    /**
     * A network whose miners have two sectors of 2 KiB each that are really sealed; all nodes check all proofs, and the
     * miners' window PoSts are sent.
     */
    public static Devnet sealed(int nodes) {
        return sealed(nodes, Policy.DEVNET);
    }

    public static Devnet sealed(int nodes, Policy policy) {
        return new Devnet(nodes, policy, new SealedSectors());
    }

    private Devnet(int nodes, Policy policy, SealedSectors sectors) {
        this.sectors = sectors;
        List<Genesis.Account> accounts = new ArrayList<>();
        for (int i = 0; i < RICH; i++) {
            Address account = key(keys, KeyType.SECP256K1, "rich " + i);
            rich.add(account);
            accounts.add(new Genesis.Account(account, FUNDS));
        }
        List<Genesis.Miner> miners = new ArrayList<>();
        List<SeededKeys> own = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            SeededKeys store = i == 0 ? keys : new SeededKeys();
            Address owner = key(store, KeyType.BLS, "owner " + i);
            own.add(store);
            owners.add(owner);
            accounts.add(new Genesis.Account(owner, FUNDS));
            miners.add(
                    sectors == null
                            ? new Genesis.Miner(owner, owner, new byte[0], 4, ProofType.unproven(32L << 30))
                            : new Genesis.Miner(owner, owner, new byte[0], 0, ProofType.vanilla(2 << 10)));
        }
        if (sectors != null) {
            List<Address> ids = Genesis.addresses(accounts, miners);
            for (int i = 0; i < nodes; i++) {
                miners.set(i, sectors.first(miners.get(i), ids.get(i), 2));
            }
        }
        genesis = new Genesis("devnet", time.now(), policy, accounts, miners);
        epoch = Duration.ofMillis(policy.rounds().epochMillis());
        for (int i = 0; i < nodes; i++) {
            members.add(new Member(i, own.get(i), nodes > 1));
        }
    }

    /** Cuts the network: nodes reach others of their own part only. {@link #heal} ends it. */
    public void cut(Set<Integer> part) {
        Set<PeerId> one = part.stream().map(i -> members.get(i).host.id()).collect(Collectors.toSet());
        network.links((from, to) -> one.contains(from) == one.contains(to));
    }

    /** All reach all again. */
    public void heal() {
        network.links((from, to) -> true);
    }

    private static Address key(SeededKeys store, KeyType type, String name) {
        byte[] secret = Multihash.sha256(name.getBytes(StandardCharsets.UTF_8)).digest();
        // Below the order of both curves, whichever end it is read from.
        secret[0] &= 0x3f;
        secret[31] &= 0x3f;
        KeyPair pair = KeyPair.of(new PrivateKey(type, secret));
        store.add(pair.privateKey());
        return pair.address();
    }

    private Host host(String name) {
        var pair = keys.peer(name);
        Identity identity = Identity.of(pair.peerId(), pair.publicKey().toBytes(), pair::sign);
        return join(network.open(identity, List.<Multiaddr>of()));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    public ChainNode node() {
        return node(0);
    }

    public ChainNode node(int number) {
        return members.get(number).node;
    }

    /** The keys of a node; those of node 0 are {@link #keys}. */
    public SeededKeys keys(int node) {
        return members.get(node).own;
    }

    public Genesis genesis() {
        return genesis;
    }

    /** Of the beacon. */
    public byte[] seed() {
        return SEED.clone();
    }

    /** An account of the genesis block, secp256k1, whose key is in {@link #keys}. @param number below {@link #RICH} */
    public Address rich(int number) {
        return rich.get(number);
    }

    /** The miner that a node makes blocks with from the first epoch on. */
    public Address producer(int node) {
        return Address.id(100L + RICH + owners.size() + node);
    }

    /** Owner and worker of {@link #producer}, BLS. */
    public Address owner(int node) {
        return owners.get(node);
    }

    /** The sectors of a network whose sectors are sealed. */
    public SealedSectors sectors() {
        return sectors;
    }

    /** Has a node's miner show its sectors with something else from now on; null for nothing. */
    public void winning(int node, WinningProofs proofs) {
        members.get(node).winning = proofs;
    }

    /** Whether window PoSts of a node's miner are sent from now on. */
    public void keep(int node, boolean kept) {
        members.get(node).kept = kept;
    }

    /** Makes the window PoSts of a miner, with a node's view. */
    public Keeper keeper(int node, Address miner) {
        return new Keeper(node(node), miner, sectors);
    }

    /** Lets epochs pass, one by one. */
    public void turn(long epochs) {
        for (long i = 0; i < epochs; i++) {
            time.turn(epoch);
        }
    }

    /**
     * Lets epochs pass until the stage is complete, and gives what it completed with.
     *
     * @throws AssertionError if it takes more than 100
     */
    public <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        for (int i = 0; i < PATIENCE && !future.isDone(); i++) {
            turn(1);
        }
        if (!future.isDone()) {
            throw new AssertionError("not complete after " + PATIENCE + " epochs");
        }
        return future.join();
    }

    /** Ends a node as a kill would and starts another one over the same store. */
    public ChainNode restart(int number) {
        Member member = members.get(number);
        member.node.close();
        member.begin();
        return member.node;
    }

    /** Broken rules of the state at the head of a node; empty if it is sound. */
    public List<String> audit(int node) {
        Audit audit = node(node).read(view -> Audit.of(view.tree(), view.policy(), view.epoch(), Builtin.invariants()));
        return audit.violations().stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        members.forEach(member -> {
            member.node.close();
            if (member.host != null) {
                member.host.close();
            }
        });
        network.close();
    }
}
