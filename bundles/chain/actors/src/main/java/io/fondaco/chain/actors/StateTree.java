package io.fondaco.chain.actors;

import io.fondaco.chain.actors.ActorEntry.Head;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * All actors of a network: a map from ID address to actor in blocks, and what changed since as decoded values in memory.
 * Snapshots nest: {@link #begin}, then {@link #commit} or {@link #rollback}. Nothing is encoded or written before
 * {@link #flush}, which is once for each tipset. For one thread.
 *
 * <p>Source: specs.filecoin.io, State Tree; version 4: {@code [4, actors, info]}.
 */
public final class StateTree {
    private static final int VERSION = 4;
    private static final int MAX_STATE = 2 << 20;
    /** Entries of unchanged actors that are remembered; more are forgotten at the next flush. */
    private static final int REMEMBERED = 1 << 17;

    private static final byte[] EMPTY_LIST = {(byte) 0x80};
    /** What an actor without state points to: an empty list. */
    static final Cid EMPTY_OBJECT = cid(ByteBuffer.wrap(EMPTY_LIST));

    private static final ActorEntry DELETED =
            new ActorEntry(EMPTY_OBJECT, new Head(EMPTY_OBJECT, null), 0, TokenAmount.ZERO);

    private final BlockStore store;
    private final VerifiedBlocks blocks;
    private final Actors actors;
    private final StateCache cache;
    private Hamt stored;
    private final Map<Long, ActorEntry> known = new HashMap<>();
    private final Set<Long> changed = new HashSet<>();
    private final Deque<Map<Long, ActorEntry>> layers = new ArrayDeque<>();

    private StateTree(BlockStore store, Actors actors, StateCache cache, Hamt stored) {
        this.store = store;
        this.blocks = new VerifiedBlocks(store, MAX_STATE);
        this.actors = actors;
        this.cache = cache;
        this.stored = stored;
    }

    /** A tree without actors. */
    public static StateTree empty(BlockStore store, Actors actors, StateCache cache) {
        return new StateTree(store, actors, cache, Hamt.empty(store, Hamt.DEFAULT_BIT_WIDTH));
    }

    /**
     * The tree whose state root is {@code root}.
     *
     * @throws StateException if it is missing, damaged or of another version
     */
    public static StateTree load(BlockStore store, Cid root, Actors actors, StateCache cache) {
        return Trouble.reading("root " + root, () -> {
            CborReader in = new CborReader(new VerifiedBlocks(store, MAX_STATE).get(root));
            in.readListHeader(3);
            long version = in.readUnsignedLong();
            if (version != VERSION) {
                throw new StateException(
                        "state root " + root + " has version " + version + ": only " + VERSION + " is read");
            }
            Cid tree = in.readCid();
            in.readCid();
            in.finish();
            return new StateTree(store, actors, cache, Hamt.load(store, tree, Hamt.DEFAULT_BIT_WIDTH));
        });
    }

    public BlockStore store() {
        return store;
    }

    public Actors actors() {
        return actors;
    }

    /** The ID address of an address; empty for one that init never gave an actor. An ID address is its own. */
    public Optional<Address> resolve(Address address) {
        if (address.protocol() == Address.Protocol.ID) {
            return Optional.of(address);
        }
        return state(Singletons.INIT, InitState.class)
                .flatMap(init -> init.addresses().get(address))
                .map(Address::id);
    }

    /** The actor at an address of any protocol. */
    public Optional<ActorEntry> actor(Address address) {
        return resolve(address).map(id -> find(id.idNumber()));
    }

    private ActorEntry find(long id) {
        for (Map<Long, ActorEntry> layer : layers) {
            ActorEntry entry = layer.get(id);
            if (entry != null) {
                return entry == DELETED ? null : entry;
            }
        }
        ActorEntry entry = known.get(id);
        if (entry == null) {
            entry = Trouble.reading(
                            "actor f0" + id,
                            () -> stored.get(Address.id(id).toBytes()).map(StateTree::decode))
                    .orElse(null);
            if (entry != null) {
                known.put(id, entry);
            }
        }
        return entry == DELETED ? null : entry;
    }

    private static ActorEntry decode(byte[] bytes) {
        CborReader in = new CborReader(bytes);
        in.readListHeader(4);
        ActorEntry entry =
                new ActorEntry(in.readCid(), new Head(in.readCid(), null), in.readUnsignedLong(), in.readTokenAmount());
        in.finish();
        return entry;
    }

    /** The state of an actor, if there is one that put a state. @throws StateException if it is of another type */
    public <S extends State> Optional<S> state(Address address, Class<S> type) {
        ActorEntry entry = actor(address).orElse(null);
        State state = entry == null ? null : stateOf(entry);
        if (state != null && !type.isInstance(state)) {
            throw new StateException("actor " + address + " has a "
                    + state.getClass().getSimpleName() + ", not a " + type.getSimpleName());
        }
        return Optional.ofNullable(type.cast(state));
    }

    /** The state of an actor of this tree; null before it put one, and for kinds this network does not know. */
    State stateOf(ActorEntry entry) {
        Head head = entry.head();
        if (head.state() == null && !EMPTY_OBJECT.equals(head.cid())) {
            State cached = cache.get(head.cid());
            Actor actor = entry.kind().flatMap(actors::of).orElse(null);
            if (cached == null && actor != null) {
                cached = Trouble.reading("state " + head.cid(), () -> {
                    CborReader in = new CborReader(blocks.get(head.cid()));
                    State read = actor.read(in, store);
                    in.finish();
                    return read;
                });
                cache.put(head.cid(), cached);
            }
            head.decoded(cached);
        }
        return head.state();
    }

    /** Puts an actor's entry in the innermost layer. */
    void put(long id, ActorEntry entry) {
        if (layers.isEmpty()) {
            known.put(id, entry);
            changed.add(id);
        } else {
            layers.peek().put(id, entry);
        }
    }

    /** Makes an actor without state. @throws IllegalStateException if there is one */
    public void create(Address id, ActorCode kind, TokenAmount balance) {
        if (find(id.idNumber()) != null) {
            throw new IllegalStateException("there is an actor at " + id + " already");
        }
        put(id.idNumber(), new ActorEntry(kind.cid(), new Head(EMPTY_OBJECT, null), 0, balance));
    }

    /** Replaces the state of an actor that exists. */
    public void put(Address id, State state) {
        ActorEntry entry = existing(id.idNumber());
        put(id.idNumber(), entry.with(new Head(null, state)));
    }

    void delete(long id) {
        existing(id);
        put(id, DELETED);
    }

    /** Adds to a balance, or takes from it. @throws StateException if it would get negative: the machine checks before */
    void add(long id, TokenAmount amount) {
        ActorEntry entry = existing(id);
        TokenAmount balance = entry.balance().plus(amount);
        if (balance.isNegative()) {
            throw new StateException("the balance of f0" + id + " would become " + balance);
        }
        put(id, entry.withBalance(balance));
    }

    ActorEntry existing(long id) {
        ActorEntry entry = find(id);
        if (entry == null) {
            throw new StateException("there is no actor f0" + id);
        }
        return entry;
    }

    /** Begins a snapshot: what changes from here on can be undone. */
    public void begin() {
        layers.push(new HashMap<>());
    }

    /** Keeps what changed since the last {@link #begin}. */
    public void commit() {
        layers.pop().forEach(this::put);
    }

    /** Undoes what changed since the last {@link #begin}. */
    public void rollback() {
        layers.pop();
    }

    /** How many snapshots are open. */
    int depth() {
        return layers.size();
    }

    /** Undoes all snapshots but the outermost {@code depth}. */
    void rollbackTo(int depth) {
        while (layers.size() > depth) {
            rollback();
        }
    }

    /** Shows all actors by ID, in the order of their IDs, as they are now. */
    public void forEach(BiConsumer<Address, ActorEntry> visitor) {
        Map<Long, ActorEntry> all = new TreeMap<>();
        Trouble.reading("the actors", () -> {
            stored.forEach((key, value) -> {
                long id = Address.fromBytes(key).idNumber();
                if (!known.containsKey(id)) {
                    all.put(id, decode(value));
                }
            });
            return null;
        });
        all.putAll(known);
        layers.descendingIterator().forEachRemaining(all::putAll);
        all.forEach((id, entry) -> {
            if (entry != DELETED) {
                visitor.accept(Address.id(id), entry);
            }
        });
    }

    /**
     * Writes everything that changed and returns the state root.
     *
     * @throws IllegalStateException while a snapshot is open
     */
    public Cid flush() {
        if (!layers.isEmpty()) {
            throw new IllegalStateException("a snapshot is open: commit or roll back before writing the tree");
        }
        return Trouble.writing(() -> {
            // A copy, so that the tree is as it was if the store fails half way.
            Hamt next = stored.copy();
            for (long id : changed) {
                ActorEntry entry = known.get(id);
                if (entry == DELETED) {
                    next.remove(Address.id(id).toBytes());
                } else {
                    next.put(Address.id(id).toBytes(), encode(entry));
                }
            }
            Cid tree = next.flush();
            Cid info = write(ByteBuffer.wrap(EMPTY_LIST));
            Cid root = write(new CborWriter()
                    .writeListHeader(3)
                    .writeUnsignedLong(VERSION)
                    .writeCid(tree)
                    .writeCid(info)
                    .view());
            stored = next;
            changed.forEach(id -> known.remove(id, DELETED));
            changed.clear();
            if (known.size() > REMEMBERED) {
                known.clear();
            }
            return root;
        });
    }

    private byte[] encode(ActorEntry entry) throws java.io.IOException {
        Head head = entry.head();
        if (head.cid() == null) {
            CborWriter out = new CborWriter(256);
            head.state().write(out);
            head.written(write(out.view()));
            cache.put(head.cid(), head.state());
        } else if (head.cid().equals(EMPTY_OBJECT)) {
            write(ByteBuffer.wrap(EMPTY_LIST));
        }
        return new CborWriter()
                .writeListHeader(4)
                .writeCid(entry.code())
                .writeCid(head.cid())
                .writeUnsignedLong(entry.nonce())
                .writeTokenAmount(entry.balance())
                .toBytes();
    }

    private Cid write(ByteBuffer block) throws java.io.IOException {
        Cid cid = cid(block);
        store.put(cid, block);
        return cid;
    }

    private static Cid cid(ByteBuffer block) {
        return Cid.v1(
                Cid.DAG_CBOR,
                Multihash.blake2b256(block.array(), block.arrayOffset() + block.position(), block.remaining()));
    }
}
