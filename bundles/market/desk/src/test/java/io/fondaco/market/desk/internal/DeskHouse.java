package io.fondaco.market.desk.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.MinerInfo;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.market.Payload;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.model.SystemTime;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import io.fondaco.transfer.Transfers;
import io.fondaco.transfer.dispatch.Dispatcher;
import io.fondaco.transfer.dispatch.Settings;
import io.fondaco.transfer.local.LocalTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** A desk with alice, a client, and bob and carol, providers; deals and sectors are what a test says. */
public abstract class DeskHouse {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    final SystemTime time = new SystemTime("test");
    final InProcessNetwork network = new InProcessNetwork(time);
    final SeededKeys keys = new SeededKeys();
    final Dispatcher transfers = new Dispatcher(time, Settings.STANDARD);
    final List<DealView> deals = new ArrayList<>();
    final Map<Cid, Path> unsealed = new HashMap<>();
    final Map<Address, MinerInfo> miners = new HashMap<>();
    final MemoryStore store = new MemoryStore();
    final HandCrankedTime patience = new HandCrankedTime();
    Path home;
    FileBlobs blobs;
    Staging staging;
    Fetching fetching;
    Party alice;

    @Before
    public void open() throws IOException {
        home = folder.newFolder("store").toPath();
        blobs = new FileBlobs(home);
        transfers.addTransport(new LocalTransport(transfers, time, 2, 0));
        staging = new Staging(blobs, store, deals(), patience, Duration.ofHours(24), () -> {});
        fetching = fetching(transfers);
        alice = party("alice", Role.CLIENT, 0);
        party("bob", Role.PROVIDER, 1000);
        party("carol", Role.PROVIDER, 1001);
    }

    @After
    public void close() {
        fetching.close();
        transfers.close();
        network.close();
        time.close();
    }

    Fetching fetching(Transfers by) {
        Pulling pulling = new Pulling(by, patience, Duration.ofMinutes(30));
        return new Fetching(blobs, deals(), chain(), by, sectors(), pulling, "local");
    }

    Deals deals() {
        return fake(Deals.class, Map.of("list", this::list));
    }

    /** One answer of a fake. */
    @FunctionalInterface
    interface Answer {
        Object to(Object[] arguments);
    }

    static <T> T fake(Class<T> type, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer.to(arguments);
                }));
    }

    Object list(Object[] arguments) {
        DealQuery query = (DealQuery) arguments[0];
        return new Page<>(
                deals.stream()
                        .filter(d -> query.where().entrySet().stream().allMatch(e -> switch (e.getKey()) {
                            case "market" -> d.market().equals(e.getValue());
                            case "party" -> d.id().party().equals(e.getValue());
                            case "open" -> e.getValue().equals(Boolean.toString(d.open()));
                            default -> e.getValue().equals(d.facets().get(e.getKey()));
                        }))
                        .toList(),
                Optional.empty());
    }

    Chain chain() {
        return fake(Chain.class, Map.of("miner", a -> Optional.ofNullable(miners.get((Address) a[0]))));
    }

    SectorIntake sectors() {
        return new SectorIntake() {
            @Override
            public CompletionStage<SectorPlacement> add(SectorPiece piece) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Path> unsealed(Cid pieceCid) {
                return Optional.ofNullable(unsealed.get(pieceCid));
            }
        };
    }

    Party party(String name, Role role, long miner) {
        Address wallet = keys.wallet(name);
        Party party = new PlainParty(
                name,
                Set.of(role),
                wallet,
                miner == 0 ? Optional.empty() : Optional.of(Address.id(miner)),
                PlainParty.host(network, keys, name));
        party.miner()
                .ifPresent(m -> miners.put(
                        m, new MinerInfo(m, wallet, wallet, party.host().id(), 1L << 35)));
        fetching.enter(party);
        return party;
    }

    /** A deal of alice with a provider, both sides, and the provider's copy. */
    void stored(Payload payload, String provider, long miner, Path copy) {
        Map<String, String> facets = Map.of(
                "payloadCid", payload.root().toString(),
                "pieceCid", payload.pieceCid().toString(),
                "pieceSize", Long.toString(payload.pieceSize().padded()),
                "client", alice.wallet().toString(),
                "provider", Address.id(miner).toString());
        deals.add(view("storage.client", "alice", provider, facets));
        deals.add(view("storage.provider", provider, provider, facets));
        unsealed.put(payload.pieceCid(), copy);
    }

    static DealView view(String market, String party, String with, Map<String, String> facets) {
        return new DealView(
                new DealId("deal" + with, party),
                market,
                "Active",
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                facets);
    }

    Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.getRoot().toPath().resolve(name), bytes);
    }

    static List<Path> drafts(Path home) {
        try (Stream<Path> files = Files.list(home.resolve("drafts"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
