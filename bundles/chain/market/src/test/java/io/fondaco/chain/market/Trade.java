package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.Included;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import io.fondaco.sector.pipeline.PipelinePolicy;
import io.fondaco.sector.pipeline.SealingRoom;
import io.fondaco.sector.pipeline.SectorPipeline;
import io.fondaco.testing.devnet.NoSealing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A town with a client of its own and a miner whose sectors a pipeline fills; both begin with nothing but their keys. */
final class Trade implements AutoCloseable {
    /** The devnet with short proving periods and sectors: deals are paid every ten epochs, sectors are proven every forty. */
    static final Policy QUICK = Policy.DEVNET_UNPROVEN
            .with(new Policy.Rounds(1000, 200, 5, 6))
            .with(new Policy.Proving(40, 5, 8, 2, 4, 10, 120))
            .with(new Policy.Sealing(Policy.DEVNET_UNPROVEN.sealing().sizes(), 4, 40, 270, 20, 14_400, true, Set.of()))
            .with(new Policy.Deals(12, 12_000, 10, 256));

    static final TokenAmount PRICE = TokenAmount.fil("0.01");
    static final TokenAmount PROVIDER_COLLATERAL = TokenAmount.fil("5");
    static final TokenAmount CLIENT_COLLATERAL = TokenAmount.fil("1");
    static final long SECTOR_SIZE = 32L << 30;

    private static final PipelinePolicy PATIENCE = new PipelinePolicy(2, 3, 5, 1, 4);

    final Town town = new Town(QUICK, MarketSettings.DEFAULT);
    final Address client = town.net.keys.wallet("a client");
    final Address owner = town.rich(1);
    final Address miner;
    final Path payload;
    private final Path folder;
    private final PieceInfo piece;
    SectorPipeline pipeline;

    Trade(Path folder) {
        this.folder = folder;
        byte[] bytes = "what somebody wants to be kept".getBytes(StandardCharsets.UTF_8);
        try {
            payload = Files.write(folder.resolve("payload"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        piece = CommPCalculator.of(bytes).growTo(PieceSize.ofPadded(2048));
        town.net.turn(1);
        town.get(town.chain.welcome(client));
        miner = town.miner(owner);
        open();
    }

    private void open() {
        try {
            pipeline = new SectorPipeline(
                    town.net.node(),
                    town.net.node().pool(),
                    town.net.node(),
                    town.store,
                    new FileBlobs(folder.resolve("store")),
                    town.net.time,
                    Runnable::run,
                    new SealingRoom(
                            NoSealing.SEALING,
                            folder.resolve("sectors"),
                            Runnable::run,
                            NoSealing.PROVING,
                            Runnable::run,
                            1,
                            1 << 20,
                            () -> false),
                    PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All processes end and others begin over the same stores. */
    void restart() {
        pipeline.close();
        town.restart();
        open();
    }

    /** What the client signs: a deal over {@link #payload} that begins in {@code startsIn} epochs. */
    ClientDealProposal proposal(long startsIn, long lasts) {
        DealProposal deal = new DealProposal(
                piece.cidV1(),
                2048,
                false,
                client,
                miner,
                DealLabel.ofText("what somebody wants to be kept"),
                Epoch.of(town.head() + startsIn),
                Epoch.of(town.head() + startsIn + lasts),
                PRICE,
                PROVIDER_COLLATERAL,
                CLIENT_COLLATERAL);
        byte[] bytes = ClientDealProposal.encode(deal);
        return new ClientDealProposal(
                deal, bytes, town.net.keys.sign(client, bytes).toBytes());
    }

    /** Adds what both sides have to put up, and lets the chain have it. */
    void fund(ClientDealProposal deal) {
        settled(town.chain.add(client, client, deal.proposal().clientRequirement()));
        settled(town.chain.add(owner, miner, deal.proposal().providerCollateral()));
    }

    Receipt settled(CompletionStage<Cid> sent) {
        Receipt receipt = town.receipt(town.get(sent));
        assertThat(receipt.ok()).isTrue();
        return receipt;
    }

    SectorPiece piece(long deal, DealProposal proposal) {
        return new SectorPiece(
                miner, deal, piece.cidV1(), PieceSize.ofPadded(2048), payload, proposal.start(), proposal.end());
    }

    /** A deal that is published, in a sector, and proven there. */
    long proven(ClientDealProposal deal) {
        fund(deal);
        long id = published(deal);
        long sector = town.get(pipeline.add(piece(id, deal.proposal()))).sector();
        until(sector, s -> s.state() == SectorState.ACTIVE);
        until(sector, s -> s.health() == SectorHealth.PROVEN);
        return id;
    }

    long published(ClientDealProposal deal) {
        Receipt receipt = settled(town.chain.publish(town.worker(miner), deal.toBytes()));
        return town.chain.dealId(receipt, deal.proposalCid()).orElseThrow();
    }

    SectorView sector(long number) {
        return pipeline.sector(miner, number).orElseThrow();
    }

    SectorView until(long sector, java.util.function.Predicate<SectorView> as) {
        for (int i = 0; i < 100 && !as.test(sector(sector)); i++) {
            town.net.turn(1);
        }
        assertThat(sector(sector)).matches(as);
        return sector(sector);
    }

    void until(long epoch) {
        while (town.head() < epoch) {
            town.net.turn(1);
        }
    }

    /** Declares as soon as the sector's deadline allows it, and gives the message as it was executed. */
    Included declared(Supplier<CompletionStage<Cid>> declaration) {
        for (int i = 0; ; i++) {
            try {
                Cid sent = declaration.get().toCompletableFuture().join();
                while (town.net.node().find(sent).isEmpty()) {
                    town.net.turn(1);
                }
                Included included = town.net.node().find(sent).orElseThrow();
                assertThat(included.receipt().exitCode()).isZero();
                return included;
            } catch (CompletionException closed) {
                assertThat(closed).hasMessageContaining("deadline");
                assertThat(i).isLessThan(40);
                town.net.turn(1);
            }
        }
    }

    Optional<DealState> state(long deal) {
        return town.market().states().get(deal);
    }

    boolean known(long deal) {
        return town.market().proposals().get(deal).isPresent();
    }

    <T> T miner(Function<MinerView, T> look) {
        return town.net
                .node()
                .read(view -> look.apply(
                        MinerView.of(view.tree(), miner, view.policy()).orElseThrow()));
    }

    /** What went well among the calls of a method of the miner, in the order of the chain. */
    List<Included> calls(long method) {
        List<Included> all = new ArrayList<>();
        Epoch last = Epoch.of(0);
        for (long epoch = 1; epoch <= town.head(); epoch++) {
            Tipset tipset = town.net.node().tipsetAt(Epoch.of(epoch));
            if (tipset.height().isAfter(last)) {
                last = tipset.height();
                town.net.node().executed(tipset.key()).stream()
                        .filter(m -> m.message().to().equals(miner)
                                && m.message().method() == method
                                && m.receipt().ok())
                        .forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() {
        assertThat(town.audit()).isEmpty();
        pipeline.close();
        town.close();
    }
}
