package io.fondaco.market.storage.internal;

import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.chain.pretend.PretendChain;
import io.fondaco.chain.pretend.PretendPolicy;
import io.fondaco.codec.unixfs.Imported;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.engine.TableEngine;
import io.fondaco.market.Offer;
import io.fondaco.market.Payload;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.model.Time;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Host;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import io.fondaco.transfer.dispatch.Dispatcher;
import io.fondaco.transfer.dispatch.Settings;
import io.fondaco.transfer.local.LocalTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A whole node without a container: both parties, the real engine, network, dispatcher and ledger, over a given store. */
final class StorageNode implements AutoCloseable {

    private final SystemTime time = new SystemTime("test");
    private final InProcessNetwork network = new InProcessNetwork(time);
    private final SeededKeys keys = new SeededKeys();
    private final Blobs blobs;
    private final TableEngine engine;
    private final PretendChain chain;
    private final Dispatcher dispatcher;
    private final House house;
    private final StorageMarket market;
    private final Party alice;
    private final Party bob;
    /** Where pieces go; the ledger's unless a test says otherwise. */
    volatile SectorIntake sectors;

    /** Settings for tests: short epochs, short pauses. */
    static final StorageSettings QUICK =
            new StorageSettings(Duration.ofMillis(100), Duration.ofSeconds(20), true, true, 0, 0);

    StorageNode(Journal journal, Index index, Blobs blobs, StorageSettings settings, Probe probe) {
        this(journal, index, blobs, settings, probe, actor -> actor);
    }

    /** @param seen how the market sees the actor */
    StorageNode(
            Journal journal,
            Index index,
            Blobs blobs,
            StorageSettings settings,
            Probe probe,
            UnaryOperator<StorageMarketActor> seen) {
        this.blobs = blobs;
        chain = new PretendChain(journal, blobs, time, policy());
        dispatcher = new Dispatcher(time, Settings.STANDARD);
        dispatcher.addTransport(new LocalTransport(dispatcher, time, 4, 0));
        engine = new TableEngine(journal, index, impatient(time), 8, probe);
        alice = party("alice", Role.CLIENT);
        bob = party("bob", Role.PROVIDER);
        sectors = chain;
        house = new House(keys, chain, seen.apply(chain), dispatcher, intake(), blobs, index, time);
        market = new StorageMarket(house, engine, engine, settings, List.of(alice, bob));
    }

    private SectorIntake intake() {
        return new SectorIntake() {
            @Override
            public CompletionStage<SectorPlacement> add(SectorPiece piece) {
                return sectors.add(piece);
            }

            @Override
            public long largestPiece(Address miner) {
                return sectors.largestPiece(miner);
            }

            @Override
            public Optional<Path> unsealed(Cid pieceCid) {
                return sectors.unsealed(pieceCid);
            }
        };
    }

    /** The engine's time: its pauses of some seconds are too long for a test. Limits and deadlines stay as they are. */
    private static Time impatient(Time time) {
        return new Time() {
            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public Registration at(Instant when, Runnable then) {
                return time.at(when, then);
            }

            @Override
            public Registration after(Duration pause, Runnable then) {
                return time.after(pause.toSeconds() < 60 ? pause.dividedBy(20) : pause, then);
            }
        };
    }

    private static PretendPolicy policy() {
        ChainPolicy rules = new ChainPolicy(
                "pretend", Duration.ofMillis(50), 20, 1_000_000, 1_002_880, 1, 20, TokenAmount.fil("2000000000"));
        return new PretendPolicy(rules, TokenAmount.fil("1000"), 1, 1, 5);
    }

    private Party party(String name, Role role) {
        Address wallet = keys.wallet(name);
        chain.welcome(wallet).toCompletableFuture().join();
        Host host = PlainParty.host(network, keys, name);
        Optional<Address> miner = role == Role.PROVIDER
                ? Optional.of(
                        chain.minerFor(wallet, host.id()).toCompletableFuture().join())
                : Optional.empty();
        return new PlainParty(name, Set.of(role), wallet, miner, host);
    }

    /** Random bytes of a seed, made ready. */
    Payload prepare(long seed, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        Draft draft = blobs.draft("prepare-" + seed);
        Imported imported;
        try (FileChannel car = FileChannel.open(
                draft.path(),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            imported = UnixFsImporter.importToCar(
                    new ByteArrayInputStream(bytes), UnixFsOptions.DEFAULT, car, (offset, some) -> {});
        }
        PieceInfo piece;
        try (var in = Files.newInputStream(draft.path())) {
            piece = CommPCalculator.of(in);
        }
        draft.commit(piece.cidV1());
        return new Payload(imported.root(), piece.cidV1(), piece.size(), piece.payloadBytes(), size);
    }

    /** An offer that starts when a machine that is busy with other things has had time for it. */
    Offer offer(Payload payload) {
        return offer(payload, 100);
    }

    /** @param lead how many epochs from now the deal starts */
    Offer offer(Payload payload, int lead) {
        return new Offer(
                Optional.empty(),
                "alice",
                bob.miner().orElseThrow(),
                payload,
                "local",
                Optional.empty(),
                Optional.of(chain.head().plus(lead)),
                Optional.of(20L),
                Optional.empty(),
                false);
    }

    /** A host of somebody who is no party of this house. */
    Host stranger(String name) {
        return PlainParty.host(network, keys, name);
    }

    StorageMarket market() {
        return market;
    }

    House house() {
        return house;
    }

    TableEngine engine() {
        return engine;
    }

    PretendChain chain() {
        return chain;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Blobs blobs() {
        return blobs;
    }

    SeededKeys keys() {
        return keys;
    }

    Party alice() {
        return alice;
    }

    Party bob() {
        return bob;
    }

    @Override
    public void close() {
        market.close();
        engine.close();
        dispatcher.close();
        chain.close();
        network.close();
        time.close();
    }
}
