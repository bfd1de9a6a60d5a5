package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import io.fondaco.testing.devnet.Devnet;
import io.fondaco.testing.devnet.NoSealing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A chain, a client and a miner with money in the market, and a pipeline, all in the thread that turns the time. */
final class Ground implements AutoCloseable {
    static final TokenAmount PRICE = TokenAmount.fil("0.01");
    static final TokenAmount COLLATERAL = TokenAmount.fil("2");
    /** Of pieces of gigabytes. */
    static final TokenAmount LARGE_COLLATERAL = TokenAmount.fil("5000");

    static final Address MARKET = Singletons.STORAGE_MARKET;

    /** The devnet with shorter lives of sectors and deals. */
    static final Policy QUICK = Policy.DEVNET_UNPROVEN
            .with(new Policy.Rounds(1000, 200, 5, 6))
            .with(new Policy.Proving(40, 5, 8, 2, 4, 10, 120))
            .with(new Policy.Sealing(Policy.DEVNET_UNPROVEN.sealing().sizes(), 4, 40, 270, 20, 14_400, true, Set.of()))
            .with(new Policy.Deals(12, 12_000, 10, 256));

    static final PipelinePolicy POLICY = new PipelinePolicy(2, 3, 5, 1, 4);

    final Devnet net;
    final Address client;
    final Address miner;
    final Address worker;
    final MemoryStore store = new MemoryStore();
    final Path folder;
    final Blobs blobs;
    SectorPipeline pipeline;
    SealingRoom room;
    private final Random random = new Random(7);
    private int files;

    Ground(Path folder) {
        this(folder, QUICK);
    }

    Ground(Path folder, Policy policy) {
        this(
                folder,
                new Devnet(1, policy),
                new SealingRoom(
                        NoSealing.SEALING,
                        folder.resolve("sectors"),
                        Runnable::run,
                        NoSealing.PROVING,
                        Runnable::run,
                        1,
                        1 << 20,
                        () -> false));
    }

    Ground(Path folder, Devnet net, SealingRoom room) {
        this.net = net;
        this.room = room;
        client = net.rich(0);
        miner = net.producer(0);
        worker = net.owner(0);
        this.folder = folder;
        try {
            blobs = new FileBlobs(folder.resolve("store"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(store);
        net.turn(1);
        send(client, MARKET, TokenAmount.fil("1000"), MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(client));
        send(worker, MARKET, TokenAmount.fil("10000"), MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(miner));
    }

    /** Starts a pipeline, as a process after another one. */
    SectorPipeline start(Journal journal) {
        return start(net.node(), net.node().pool(), journal);
    }

    SectorPipeline start(FullNode node, MessagePool pool, Journal journal) {
        return start(node, pool, net.node(), journal, Runnable::run);
    }

    SectorPipeline start(FullNode node, MessagePool pool, StateReader states, Journal journal, Executor executor) {
        pipeline = new SectorPipeline(node, pool, states, journal, blobs, net.time, executor, room, POLICY);
        if (net.sectors() != null) {
            net.keep(0, false);
            net.winning(0, pipeline);
        }
        return pipeline;
    }

    void restart() {
        pipeline.close();
        start(store);
    }

    long epoch() {
        return net.node().head().height().number();
    }

    void until(long epoch) {
        while (epoch() < epoch) {
            net.turn(1);
        }
    }

    Included sent(CompletionStage<SignedMessage> sent) {
        return found(net.await(sent).cid());
    }

    Included found(Cid message) {
        for (int i = 0; i < 20 && net.node().find(message).isEmpty(); i++) {
            net.turn(1);
        }
        return net.node().find(message).orElseThrow();
    }

    Included send(Address from, Address to, TokenAmount value, long method, byte[] params) {
        Included included = sent(net.node().pool().send(Outgoing.call(from, to, value, method, params, "")));
        assertThat(included.receipt().exitCode()).isZero();
        return included;
    }

    /** A published deal over {@code bytes} bytes of its own. */
    SectorPiece published(int bytes, long start, long end) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        return published(payload, PieceSize.forPayload(bytes), start, end);
    }

    SectorPiece published(byte[] payload, PieceSize size, long start, long end) {
        PieceInfo info = CommPCalculator.of(payload).growTo(size);
        DealProposal deal = new DealProposal(
                info.cidV1(),
                size.padded(),
                false,
                client,
                miner,
                DealLabel.ofText("deal " + files),
                Epoch.of(start),
                Epoch.of(end),
                PRICE,
                size.padded() < 1 << 20 ? COLLATERAL : LARGE_COLLATERAL,
                TokenAmount.ZERO);
        byte[] signed = ClientDealProposal.encode(deal);
        ClientDealProposal proposal = new ClientDealProposal(
                deal, signed, net.keys.sign(client, signed).toBytes());
        byte[] params = new PublishDealsParams(List.of(proposal)).toBytes();
        Included included = send(worker, MARKET, TokenAmount.ZERO, MarketActor.PUBLISH_STORAGE_DEALS, params);
        long id = MarketParams.Published.CODEC
                .decode(included.receipt().returned())
                .ids()
                .get(0);
        return new SectorPiece(miner, id, info.cidV1(), size, file(payload), Epoch.of(start), Epoch.of(end));
    }

    /** Hands a piece over. */
    SectorPlacement add(SectorPiece piece) {
        return net.await(pipeline.add(piece));
    }

    private Path file(byte[] payload) {
        try {
            return Files.write(folder.resolve("payload-" + files++), payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<DealState> deal(long id) {
        return net.node().read(view -> view.tree()
                .state(MARKET, MarketState.class)
                .orElseThrow()
                .states()
                .get(id));
    }

    boolean known(long id) {
        return net.node().read(view -> view.tree()
                .state(MARKET, MarketState.class)
                .orElseThrow()
                .proposals()
                .get(id)
                .isPresent());
    }

    Address id(Address key) {
        return net.node().read(view -> view.tree().resolve(key).orElseThrow());
    }

    TokenAmount escrow(Address holder) {
        Address id = id(holder);
        return net.node().read(view -> view.tree()
                .state(MARKET, MarketState.class)
                .orElseThrow()
                .balances()
                .escrowOf(id));
    }

    TokenAmount locked(Address holder) {
        Address id = id(holder);
        return net.node().read(view -> view.tree()
                .state(MARKET, MarketState.class)
                .orElseThrow()
                .balances()
                .lockedOf(id));
    }

    TokenAmount wallet(Address account) {
        return net.node().read(view -> view.tree().actor(account).orElseThrow().balance());
    }

    <T> T miner(Function<MinerView, T> look) {
        return net.node()
                .read(view -> look.apply(
                        MinerView.of(view.tree(), miner, view.policy()).orElseThrow()));
    }

    SectorView sector(long number) {
        return pipeline.sector(miner, number).orElseThrow();
    }

    /** Lets epochs pass until a sector is that far, 60 at most. */
    SectorView until(long sector, SectorState state) {
        for (int i = 0; i < 60 && sector(sector).state() != state; i++) {
            net.turn(1);
        }
        assertThat(sector(sector).state()).as(sector(sector).toString()).isEqualTo(state);
        return sector(sector);
    }

    /** Messages for the miner that are on the chain, by method, with the params each. */
    List<Included> executed(long method) {
        List<Included> all = new ArrayList<>();
        Set<Long> heights = new HashSet<>();
        for (long epoch = 1; epoch <= epoch(); epoch++) {
            var tipset = net.node().tipsetAt(Epoch.of(epoch));
            if (heights.add(tipset.height().number())) {
                net.node().executed(tipset.key()).stream()
                        .filter(m -> m.message().method() == method
                                && m.message().to().equals(miner))
                        .forEach(all::add);
            }
        }
        return all;
    }

    void sound() {
        assertThat(net.audit(0)).isEmpty();
    }

    @Override
    public void close() {
        pipeline.close();
        net.close();
    }
}
