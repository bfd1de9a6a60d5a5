package io.fondaco.bench;

import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Transfers executed a second on one thread, with the state written after each 1,000 of them, beside the 5,000 a second
 * that are needed. Once with signatures that were checked before, as those of messages from the pool are, and once with
 * signatures to check, beside the bare checks, which bound it.
 *
 * <p>Arguments: accounts (default 100,000), messages (default 200,000).
 */
public final class TransfersBench {
    private static final int SIGNERS = 200;
    private static final int TIPSET = 1_000;
    private static final int SIGNED = 2_000;
    private static final TokenAmount FEE = TokenAmount.atto(100);

    private final List<KeyPair> signers = new ArrayList<>();
    private final long[] nonces = new long[SIGNERS];
    private final int accounts;
    private final Blocks store = new Blocks();
    private final Actors actors = new Actors(Builtin.actors());
    private final SplittableRandom random = new SplittableRandom(7);
    private StateTree tree;
    private long epoch;

    private TransfersBench(int accounts) {
        this.accounts = accounts;
        tree = StateTree.empty(store, actors, new StateCache(4096));
        List<Genesis.Account> given = new ArrayList<>();
        for (int i = 0; i < SIGNERS; i++) {
            byte[] secret =
                    Multihash.sha256(ByteBuffer.allocate(4).putInt(i).array()).digest();
            secret[0] &= 0x3f;
            signers.add(KeyPair.of(new PrivateKey(KeyType.SECP256K1, secret)));
            given.add(new Genesis.Account(signers.get(i).address(), TokenAmount.fil("1000")));
        }
        for (int i = 0; i < accounts; i++) {
            given.add(new Genesis.Account(receiver(i), TokenAmount.fil("1")));
        }
        new Genesis("bench", Instant.EPOCH, Policy.DEVNET_UNPROVEN, given).build(tree);
        reload();
    }

    private void reload() {
        tree = StateTree.load(store, tree.flush(), actors, new StateCache(4096));
    }

    private static Address receiver(int i) {
        byte[] bytes = new byte[21];
        ByteBuffer.wrap(bytes).put((byte) 1).putInt(i);
        return Address.fromBytes(bytes);
    }

    private Message next() {
        int from = random.nextInt(SIGNERS);
        return new Message(
                0,
                receiver(random.nextInt(accounts)),
                signers.get(from).address(),
                nonces[from]++,
                TokenAmount.atto(1),
                1_000_000,
                FEE,
                TokenAmount.ZERO,
                0,
                new byte[0]);
    }

    private void apply(Machine machine, Message message) {
        if (!machine.apply(message, 150).ok()) {
            throw new IllegalStateException("a transfer failed");
        }
    }

    private Machine machine() {
        return new Machine(tree, new NoCalls(), Policy.DEVNET_UNPROVEN, Epoch.of(++epoch), FEE);
    }

    private void cached(String name, int count) {
        List<Message> messages = new ArrayList<>();
        Set<Cid> checked = new HashSet<>();
        for (int i = 0; i < count; i++) {
            messages.add(next());
            checked.add(messages.get(i).cid());
        }
        long start = System.nanoTime();
        long writing = 0;
        for (int i = 0; i < count; i += TIPSET) {
            Machine machine = machine();
            for (Message message : messages.subList(i, Math.min(count, i + TIPSET))) {
                if (!checked.contains(message.cid())) {
                    throw new IllegalStateException("a signature was not checked");
                }
                apply(machine, message);
            }
            long before = System.nanoTime();
            tree.flush();
            writing += System.nanoTime() - before;
        }
        rate(name, count, start);
        System.out.printf(
                Locale.ROOT,
                "%-28s %,10d ms for %,d tipsets%n",
                "  of it writing",
                writing / 1_000_000,
                count / TIPSET);
    }

    private void uncached(int count) {
        List<SignedMessage> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = next();
            messages.add(SignedMessage.sign(message, key(message.from()).privateKey()));
        }
        long start = System.nanoTime();
        messages.forEach(m -> check(m));
        rate("bare checks of signatures", count, start);
        start = System.nanoTime();
        Machine machine = machine();
        for (SignedMessage message : messages) {
            check(message);
            apply(machine, message.message());
        }
        tree.flush();
        rate("transfers, signatures new", count, start);
    }

    private KeyPair key(Address address) {
        return signers.stream()
                .filter(k -> k.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static void check(SignedMessage message) {
        if (!message.signedBy(message.message().from())) {
            throw new IllegalStateException("a signature does not hold");
        }
    }

    private static void rate(String name, int count, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "%-28s %,10.0f /s%n", name, count / seconds);
    }

    public static void main(String[] args) {
        int accounts = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int messages = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
        System.out.printf(
                Locale.ROOT,
                "%,d accounts, %,d messages, %s %s%n",
                accounts,
                messages,
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"));
        TransfersBench bench = new TransfersBench(accounts);
        bench.cached("warming up", Math.min(messages, 20_000));
        bench.cached("transfers, signatures known", messages);
        bench.uncached(200);
        bench.uncached(SIGNED);
        System.out.printf(Locale.ROOT, "%-28s %,10d /s%n", "needed", 5_000);
    }

    /** Transfers ask nothing of the chain. */
    private static final class NoCalls implements Syscalls {
        @Override
        public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
            throw new UnsupportedOperationException("transfers draw no randomness");
        }

        @Override
        public boolean verifySignature(Signature signature, Address signer, byte[] message) {
            throw new UnsupportedOperationException("transfers check no signatures");
        }

        @Override
        public boolean verifySeal(Seal seal) {
            throw new UnsupportedOperationException("transfers check no seals");
        }

        @Override
        public boolean verifyWindowPost(WindowPost post) {
            throw new UnsupportedOperationException("transfers check no proofs");
        }

        @Override
        public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
            throw new UnsupportedOperationException("transfers report no faults");
        }
    }

    /** Keeps what was written. */
    private static final class Blocks implements BlockStore {
        private final Map<Cid, byte[]> blocks = new HashMap<>();

        @Override
        public Optional<byte[]> get(Cid cid) {
            return Optional.ofNullable(blocks.get(cid)).map(byte[]::clone);
        }

        @Override
        public void put(Cid cid, ByteBuffer block) {
            byte[] copy = new byte[block.remaining()];
            block.duplicate().get(copy);
            blocks.put(cid, copy);
        }
    }
}
