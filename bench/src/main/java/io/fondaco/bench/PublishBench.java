package io.fondaco.bench;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams.Control;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.Message;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Messages that publish one deal each, applied and written a second: with the clients' signatures checked before, as the
 * message pool does, beside the 1,000 that are needed; with signatures checked while they are applied, beside the checks
 * alone, which bound that; and the cron of an epoch in which one in 240 of all deals is due, beside the 10 ms allowed.
 *
 * <p>Arguments: deals (default 20,000), rounds (default 3).
 */
public final class PublishBench {
    private static final Policy POLICY = Policy.DEVNET_UNPROVEN.with(new Policy.Rewards(
            Policy.Minting.FLAT,
            TokenAmount.fil("36"),
            TokenAmount.fil("2000000000"),
            BigInteger.ONE.shiftLeft(40),
            4800,
            60,
            30));
    private static final TokenAmount FEE = TokenAmount.atto(100);
    private static final Address WORKER = Address.id(100);
    private static final Address CLIENT = Address.id(101);
    private static final Address MINER = Address.id(102);
    /** Messages of a tipset, after which the state is written. */
    private static final int TIPSET = 500;

    private static final long START = 1000;

    private PublishBench() {}

    public static void main(String[] args) {
        int deals = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        System.out.printf(
                Locale.ROOT,
                "%,d deals, one a message, written each %d; %s %s%n",
                deals,
                TIPSET,
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"));
        int checked = Math.min(deals, 2000);
        for (KeyType type : new KeyType[] {KeyType.SECP256K1, KeyType.BLS}) {
            KeyPair client = key(type, 2);
            List<byte[]> offers = offers(client, type == KeyType.BLS ? checked : deals);
            for (int round = 0; round < rounds; round++) {
                System.out.printf("round %d, client's key %s%n", round + 1, type);
                round(client, offers, checked);
            }
        }
    }

    private static void round(KeyPair client, List<byte[]> offers, int checked) {
        Syscalls remembered = new Remembered();
        long start = System.nanoTime();
        for (byte[] offer : offers.subList(0, checked)) {
            check(remembered, offer);
        }
        rate("bound: checks alone", checked, start);
        for (byte[] offer : offers.subList(checked, offers.size())) {
            check(remembered, offer);
        }
        Network cached = new Network(client, remembered);
        start = System.nanoTime();
        cached.publish(offers);
        rate("publish, cached (needed: 1,000)", offers.size(), start);
        cached.cron(offers.size());
        Network uncached = new Network(client, new Checks());
        start = System.nanoTime();
        uncached.publish(offers.subList(0, checked));
        rate("publish, not cached", checked, start);
    }

    private static void check(Syscalls syscalls, byte[] offer) {
        ClientDealProposal deal = PublishDealsParams.parse(offer).deals().get(0);
        if (!syscalls.verifySignature(
                Signature.fromBytes(deal.signature()), deal.proposal().client(), deal.proposalBytes())) {
            throw new IllegalStateException("a signature does not hold");
        }
    }

    private static KeyPair key(KeyType type, int seed) {
        byte[] secret = Multihash.sha256(new byte[] {(byte) seed}).digest();
        secret[0] &= 0x3f;
        secret[31] &= 0x3f;
        return KeyPair.of(new PrivateKey(type, secret));
    }

    private static List<byte[]> offers(KeyPair client, int count) {
        List<byte[]> offers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] root =
                    Multihash.sha256(ByteBuffer.allocate(4).putInt(i).array()).digest();
            root[31] &= 0x3f;
            byte[] proposal = ClientDealProposal.encode(new DealProposal(
                    new PieceCommitment(root).toCid(),
                    2048,
                    false,
                    client.address(),
                    MINER,
                    DealLabel.ofText("deal " + i),
                    Epoch.of(START),
                    Epoch.of(START + 10_000),
                    TokenAmount.atto(1_000_000),
                    TokenAmount.fil("0.0001"),
                    TokenAmount.ZERO));
            offers.add(new PublishDealsParams(List.of(new ClientDealProposal(
                            ClientDealProposal.decode(proposal),
                            proposal,
                            client.sign(proposal).toBytes())))
                    .toBytes());
        }
        return offers;
    }

    private static void rate(String what, int count, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "  %-34s %,10.0f a second%n", what, count / seconds);
    }

    /** A network with a worker, a client and a miner. */
    private static final class Network {
        private final KeyPair worker = key(KeyType.SECP256K1, 1);
        private final StateTree tree;
        private final Syscalls syscalls;
        private long nonce;

        Network(KeyPair client, Syscalls syscalls) {
            this.syscalls = syscalls;
            List<Actor> actors = new ArrayList<>(Builtin.actors());
            actors.removeIf(a -> a.code() == ActorCode.STORAGE_MINER);
            actors.add(new Miner());
            tree = StateTree.empty(new MemoryBlocks(), new Actors(actors), new StateCache(64));
            TokenAmount funds = TokenAmount.fil("1000000");
            new Genesis(
                            "bench",
                            Instant.EPOCH,
                            POLICY,
                            List.of(
                                    new Genesis.Account(worker.address(), funds),
                                    new Genesis.Account(client.address(), funds)))
                    .build(tree);
            tree.create(MINER, ActorCode.STORAGE_MINER, TokenAmount.ZERO);
            Machine machine = machine(1);
            for (Address holder : new Address[] {CLIENT, MINER}) {
                send(machine, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(holder), TokenAmount.fil("1000"));
            }
        }

        private Machine machine(long epoch) {
            return new Machine(tree, syscalls, POLICY, Epoch.of(epoch), FEE);
        }

        private void send(Machine machine, long method, byte[] params, TokenAmount value) {
            Message message = new Message(
                    0,
                    Singletons.STORAGE_MARKET,
                    worker.address(),
                    nonce++,
                    value,
                    1_000_000_000L,
                    FEE,
                    TokenAmount.ZERO,
                    method,
                    params);
            must(machine.apply(message, params.length + 150));
        }

        void publish(List<byte[]> offers) {
            long epoch = 2;
            for (int from = 0; from < offers.size(); from += TIPSET) {
                Machine machine = machine(epoch++);
                for (byte[] offer : offers.subList(from, Math.min(from + TIPSET, offers.size()))) {
                    send(machine, MarketActor.PUBLISH_STORAGE_DEALS, offer, TokenAmount.ZERO);
                }
                tree.flush();
            }
        }

        /** Activates all deals, runs cron once around and times it a second time around. */
        void cron(int deals) {
            Machine machine = machine(START);
            for (long from = 0; from < deals; from += 1000) {
                CborWriter params = new CborWriter(4000);
                int count = (int) Math.min(1000, deals - from);
                params.writeListHeader(2).writeListHeader(count);
                for (int i = 0; i < count; i++) {
                    params.writeUnsignedLong(from + i);
                }
                params.writeLong(1_000_000);
                must(machine.applyImplicit(
                        MINER,
                        Singletons.STORAGE_MARKET,
                        MarketActor.ACTIVATE_DEALS,
                        params.toBytes(),
                        TokenAmount.ZERO));
            }
            long tick = POLICY.deals().tick();
            for (long epoch = START; epoch < START + tick; epoch++) {
                tick(epoch);
            }
            long worst = 0;
            long start = System.nanoTime();
            for (long epoch = START + tick; epoch < START + 2 * tick; epoch++) {
                long before = System.nanoTime();
                tick(epoch);
                worst = Math.max(worst, System.nanoTime() - before);
            }
            System.out.printf(
                    Locale.ROOT,
                    "  cron and writing, %,d deals, 1/%d due %6.2f ms an epoch, %.2f ms at worst (allowed for 10,000:"
                            + " 10)%n",
                    deals,
                    tick,
                    (System.nanoTime() - start) / 1e6 / tick,
                    worst / 1e6);
        }

        private void tick(long epoch) {
            Applied applied = machine(epoch).cron();
            if (!applied.notes().isEmpty()) {
                throw new IllegalStateException(applied.notes().toString());
            }
            tree.flush();
        }

        private static void must(Applied applied) {
            if (!applied.ok()) {
                throw new IllegalStateException(applied.failure() + " " + applied.notes());
            }
        }
    }

    /** A miner that knows its addresses. */
    private static final class Miner implements Actor {
        @Override
        public ActorCode code() {
            return ActorCode.STORAGE_MINER;
        }

        @Override
        public Map<Long, Method> methods() {
            return Map.of(2L, new Method("ControlAddresses", Miner::control));
        }

        private static byte[] control(Runtime runtime, byte[] params) {
            return Control.CODEC.encode(new Control(WORKER, WORKER, List.of()));
        }

        @Override
        public State read(CborReader in, BlockStore store) {
            throw new IllegalStateException("this miner has no state");
        }
    }

    /** Real signatures and nothing else. */
    private static class Checks implements Syscalls {
        @Override
        public boolean verifySignature(Signature signature, Address signer, byte[] message) {
            return SignatureScheme.verify(signature, signer, message);
        }

        @Override
        public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
            throw new UnsupportedOperationException("no deal takes randomness");
        }

        @Override
        public boolean verifySeal(Seal seal) {
            throw new UnsupportedOperationException("no deal takes seals");
        }

        @Override
        public boolean verifyWindowPost(WindowPost post) {
            throw new UnsupportedOperationException("no deal takes window PoSts");
        }

        @Override
        public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
            throw new UnsupportedOperationException("no deal takes consensus faults");
        }
    }

    /** As those, but each good signature is checked once. */
    private static final class Remembered extends Checks {
        private final Set<ByteBuffer> good = new HashSet<>();

        @Override
        public boolean verifySignature(Signature signature, Address signer, byte[] message) {
            byte[] signed = signature.toBytes();
            byte[] by = signer.toBytes();
            ByteBuffer all = ByteBuffer.allocate(12 + signed.length + by.length + message.length);
            for (byte[] part : new byte[][] {signed, by, message}) {
                all.putInt(part.length).put(part);
            }
            ByteBuffer key = ByteBuffer.wrap(Multihash.sha256(all.array()).digest());
            return good.contains(key) || super.verifySignature(signature, signer, message) && good.add(key);
        }
    }
}
