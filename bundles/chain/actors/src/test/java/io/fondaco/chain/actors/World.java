package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.Message;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small network in memory for tests: accounts f0100, f0101 and on, each with 1,000 FIL and a key of its own. After each
 * message the rules of the protocol are audited.
 */
public final class World {
    public static final TokenAmount FUNDS = TokenAmount.fil("1000");
    public static final long GAS = 1_000_000_000L;
    /** What there is for actors a test puts in, in an account that comes after the others. */
    public static final TokenAmount PURSE = TokenAmount.fil("1000000");

    private static final TokenAmount FEE = TokenAmount.atto(100);

    private final Policy policy;
    private final List<Invariants> invariants;
    private final List<KeyPair> keys = new ArrayList<>();
    public final MemoryBlocks store = new MemoryBlocks();
    public final Calls syscalls = new Calls();
    private final Actors actors;
    private final Address purse;
    private StateTree tree;
    private Machine machine;
    private long epoch;
    private boolean auditing = true;

    public World(int accounts, Actor... others) {
        this(Policy.DEVNET_UNPROVEN, accounts, Builtin.invariants(), others);
    }

    public World(Policy policy, int accounts, List<Invariants> invariants, Actor... others) {
        this.policy = policy;
        this.invariants = invariants;
        List<Actor> all = new ArrayList<>(List.of(others));
        Builtin.actors().stream()
                .filter(a -> all.stream().noneMatch(o -> o.code() == a.code()))
                .forEach(all::add);
        actors = new Actors(all);
        tree = StateTree.empty(store, actors, new StateCache(64));
        List<Genesis.Account> given = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            keys.add(key("account " + i));
            given.add(new Genesis.Account(keys.get(i).address(), FUNDS));
        }
        purse = account(accounts);
        given.add(new Genesis.Account(key("purse").address(), PURSE));
        new Genesis("world", Instant.EPOCH, policy, given).build(tree);
        at(1);
    }

    /** A key that is the same in each run. */
    public static KeyPair key(String seed) {
        byte[] secret = Multihash.sha256(seed.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .digest();
        secret[0] &= 0x3f;
        return KeyPair.of(new PrivateKey(KeyType.SECP256K1, secret));
    }

    public KeyPair key(int account) {
        return keys.get(account);
    }

    /** The ID address of an account. */
    public static Address account(int number) {
        return Address.id(Singletons.FIRST_FREE + number);
    }

    /** Goes to an epoch. */
    public World at(long number) {
        epoch = number;
        machine = new Machine(tree, syscalls, policy, Epoch.of(number), FEE);
        return this;
    }

    public Policy policy() {
        return policy;
    }

    public long epoch() {
        return epoch;
    }

    public Machine machine() {
        return machine;
    }

    public StateTree tree() {
        return tree;
    }

    /** Does not audit any more: for tests that break rules. */
    public World unaudited() {
        auditing = false;
        return this;
    }

    public TokenAmount balance(Address address) {
        return tree.actor(address).map(ActorEntry::balance).orElse(TokenAmount.ZERO);
    }

    /** A message of an account with the nonce that is due and gas enough. */
    public Message message(int from, Address to, long method, byte[] params, TokenAmount value) {
        long nonce = tree.actor(account(from)).orElseThrow().nonce();
        return new Message(0, to, keys.get(from).address(), nonce, value, GAS, FEE, TokenAmount.ZERO, method, params);
    }

    public Applied apply(Message message) {
        TokenAmount before = SupplyInvariants.sum(tree);
        Applied applied = machine.apply(message, 200);
        assertThat(SupplyInvariants.sum(tree)).isEqualTo(before);
        audit();
        return applied;
    }

    public Applied send(int from, Address to, long method, byte[] params, TokenAmount value) {
        return apply(message(from, to, method, params, value));
    }

    /** Sends what must go well. @return what came back */
    public byte[] ok(int from, Address to, long method, byte[] params, TokenAmount value) {
        Applied applied = send(from, to, method, params, value);
        assertThat(applied.failure()).isEmpty();
        assertThat(applied.receipt().exitCode()).isZero();
        return applied.receipt().returned();
    }

    public byte[] ok(int from, Address to, long method, byte[] params) {
        return ok(from, to, method, params, TokenAmount.ZERO);
    }

    /** Sends what must end with an exit code, and leave all but the fees as it was. */
    public void fails(int exitCode, int from, Address to, long method, byte[] params, TokenAmount value) {
        TokenAmount before = balance(to);
        Applied applied = send(from, to, method, params, value);
        assertThat(ExitCode.name((int) applied.receipt().exitCode()))
                .as(applied.failure())
                .isEqualTo(ExitCode.name(exitCode));
        assertThat(applied.receipt().returned()).isEmpty();
        assertThat(applied.failure()).isNotEmpty();
        assertThat(balance(to)).isEqualTo(before);
    }

    public void fails(int exitCode, int from, Address to, long method, byte[] params) {
        fails(exitCode, from, to, method, params, TokenAmount.ZERO);
    }

    /** Makes an actor and returns its addresses. */
    public ExecReturn exec(int from, ActorCode kind, byte[] constructor, TokenAmount value) {
        return ExecReturn.CODEC.decode(ok(
                from,
                Singletons.INIT,
                InitActor.EXEC,
                ExecParams.CODEC.encode(ExecParams.of(kind, constructor)),
                value));
    }

    /** Puts an actor of a test in the tree, constructed. */
    public Address puppet(ActorCode kind, TokenAmount balance) {
        InitState init = tree.state(Singletons.INIT, InitState.class).orElseThrow();
        Address id = Address.id(init.nextId());
        tree.put(Singletons.INIT, init.with(Address.actor(id.toBytes())));
        tree.create(id, kind, TokenAmount.ZERO);
        tree.put(id, new Puppet.Count(0));
        if (!balance.isZero()) {
            tree.add(purse.idNumber(), balance.negate());
            tree.add(id.idNumber(), balance);
        }
        return id;
    }

    public Audit audited() {
        return Audit.of(tree, policy, Epoch.of(epoch), invariants);
    }

    private void audit() {
        if (auditing) {
            assertThat(audited().violations()).isEmpty();
        }
    }

    /** Writes the tree and reads it again: nothing may depend on what was in memory. */
    public World reload() {
        tree = StateTree.load(store, tree.flush(), actors, new StateCache(64));
        return at(epoch);
    }

    /** Real signatures; randomness that is drawn from nothing; proofs that hold when the test says so. */
    public static final class Calls implements Syscalls {
        public boolean broken;
        public boolean sealsHold = true;
        /** Sectors whose seals do not hold. */
        public final java.util.Set<Long> badSeals = new java.util.HashSet<>();

        public boolean postsHold = true;
        /** What was to be checked, in order. */
        public final List<Seal> seals = new ArrayList<>();

        public final List<WindowPost> posts = new ArrayList<>();
        public Optional<ConsensusFault> fault = Optional.empty();

        @Override
        public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
            byte[] base = ByteBuffer.allocate(8).putLong(epoch.number()).array();
            return Randomness.draw(base, use, epoch, entropy);
        }

        @Override
        public boolean verifySignature(Signature signature, Address signer, byte[] message) {
            if (broken) {
                throw new CryptoException(CryptoException.Reason.UNAVAILABLE, "no library");
            }
            return SignatureScheme.verify(signature, signer, message);
        }

        @Override
        public boolean verifySeal(Seal seal) {
            seals.add(seal);
            return sealsHold && !badSeals.contains(seal.sector());
        }

        @Override
        public boolean verifyWindowPost(WindowPost post) {
            posts.add(post);
            return postsHold;
        }

        @Override
        public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
            return fault;
        }
    }
}
