package io.fondaco.bench;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.consensus.BaseFee;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.sqlite.SqliteVaults;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.SeededKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A chain of a devnet on disk: an empty tipset, making blocks, taking stored ones in as if they came from others, finding
 * tipsets, and room on the disk.
 */
public final class ChainBench {
    private static final byte[] SEED = "a seed for benches only".getBytes(StandardCharsets.US_ASCII);

    private ChainBench() {}

    /**
     * @param args folder on the disk to be measured; epochs of the chain, 100,000 unless told; epochs replayed, 5,000; epochs
     *     between two collections of old states, 2,000, or 0 to keep all
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory(Path.of(args[0]), "chain-bench");
        long epochs = args.length > 1 ? Long.parseLong(args[1]) : 100_000;
        long replayed = args.length > 2 ? Long.parseLong(args[2]) : 5_000;
        long collect = args.length > 3 ? Long.parseLong(args[3]) : 2_000;
        HandCrankedTime time = new HandCrankedTime(Instant.parse("2026-01-01T00:00:00Z"));
        SeededKeys keys = new SeededKeys();
        byte[] secret = new byte[32];
        secret[1] = 7;
        Address producer = keys.add(new PrivateKey(KeyType.BLS, secret));
        Genesis genesis = GenesisFile.unproven("devnet", time.now(), 1000, List.of(producer), SEED)
                .genesis();
        emptyTipset(genesis);
        try (SqliteVaults vaults = new SqliteVaults(folder.resolve("made"));
                Vault vault = vaults.open("chain");
                ChainNode node = node(genesis, vault, keys, time, true, collect)) {
            node.start();
            long from = System.nanoTime();
            for (long done = 0; done < epochs; ) {
                long step = Math.min(5_000, epochs - done);
                time.turn(Duration.ofSeconds(step));
                done += step;
                double seconds = seconds(from);
                System.out.printf(
                        Locale.ROOT,
                        "%7d epochs made, %.0f a second; head found in %.1f us, a tipset anywhere in %.1f us; %.0f bytes of"
                                + " disk an epoch%n",
                        done,
                        done / seconds,
                        find(node, 0),
                        find(node, done),
                        (double) vault.statistics().fileBytes() / done);
            }
            replay(genesis, folder, node, time, Math.min(replayed, epochs));
        }
    }

    private static ChainNode node(
            Genesis genesis, Vault vault, SeededKeys keys, HandCrankedTime time, boolean producing, long collect) {
        return new ChainNode(
                new ChainNode.Parts(genesis, SEED, vault, keys, time, Optional.empty(), Runnable::run, Runnable::run),
                new ChainNode.Settings(producing, true, Map.of(), 0, collect));
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    /** Reward, cron and writing of a tipset of one block without messages; no signatures, no disk. */
    private static void emptyTipset(Genesis genesis) {
        StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(10_000));
        genesis.build(tree);
        tree.flush();
        Address miner = Address.id(101);
        Syscalls none = new Syscalls() {
            @Override
            public byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy) {
                return new byte[32];
            }

            @Override
            public boolean verifySignature(Signature signature, Address signer, byte[] message) {
                return true;
            }

            @Override
            public boolean verifySeal(Seal seal) {
                return true;
            }

            @Override
            public boolean verifyWindowPost(WindowPost post) {
                return true;
            }

            @Override
            public Optional<ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
                return Optional.empty();
            }
        };
        int rounds = 2_000;
        long from = 0;
        for (int i = 1; i <= 2 * rounds; i++) {
            if (i == rounds + 1) {
                from = System.nanoTime();
            }
            Machine machine = new Machine(tree, none, genesis.policy(), Epoch.of(i), BaseFee.INITIAL);
            machine.reward(miner, TokenAmount.ZERO, TokenAmount.ZERO, 1);
            machine.cron();
            tree.flush();
        }
        System.out.printf(
                Locale.ROOT, "an empty tipset executes in %.3f ms (1 is allowed)%n", seconds(from) * 1000 / rounds);
    }

    /** Microseconds. @param within 0 for the head */
    private static double find(ChainNode node, long within) {
        int rounds = 2_000;
        Random random = new Random(7);
        long from = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            Tipset found = within == 0 ? node.head() : node.tipsetAt(Epoch.of((long) (random.nextDouble() * within)));
            sum += found.height().number();
        }
        if (sum < 0) {
            throw new AssertionError("no such chain");
        }
        return (System.nanoTime() - from) / 1e3 / rounds;
    }

    private static void replay(Genesis genesis, Path folder, ChainNode made, HandCrankedTime time, long epochs)
            throws IOException {
        List<Tipset> stored = new ArrayList<>();
        Tipset at = made.tipsetAt(Epoch.of(epochs));
        while (at.height().number() > 0) {
            stored.add(0, at);
            at = made.tipset(at.parents()).orElseThrow();
        }
        try (SqliteVaults vaults = new SqliteVaults(folder.resolve("replayed"));
                Vault vault = vaults.open("chain");
                ChainNode node = node(genesis, vault, new SeededKeys(), time, false, 0)) {
            long from = System.nanoTime();
            for (Tipset tipset : stored) {
                for (BlockHeader block : tipset.blocks()) {
                    BlockContents contents = made.contents(block.cid()).orElseThrow();
                    // The window PoSts are BLS messages: as in gossip they come before the block that holds them.
                    List<Message> bls = contents.bls();
                    for (Message message : bls) {
                        made.pool().find(message.cid()).ifPresent(known -> node.pool()
                                .push(known));
                    }
                    node.submitBlock(BlockCodec.encode(new BlockMessage(
                                    block,
                                    bls.stream().map(Message::cid).toList(),
                                    contents.secp().stream()
                                            .map(SignedMessage::cid)
                                            .toList())))
                            .toCompletableFuture()
                            .join();
                }
            }
            double seconds = seconds(from);
            if (!node.head().equals(made.tipsetAt(Epoch.of(epochs)))) {
                throw new AssertionError("another head: " + node.head().height());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d stored tipsets checked, executed and stored: %.0f a second (200 are needed)%n",
                    stored.size(),
                    stored.size() / seconds);
        }
    }
}
