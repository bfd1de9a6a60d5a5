package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.EscrowBalance;
import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealListener;
import io.fondaco.deal.DealView;
import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.Offer;
import io.fondaco.market.OfferRefusedException;
import io.fondaco.market.Payload;
import io.fondaco.market.storage.internal.wire.BoostMessages;
import io.fondaco.market.storage.internal.wire.Conversation;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whole deals between two parties of one house. */
public class WholeDealTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private StorageNode node;

    @Before
    public void open() throws IOException {
        MemoryStore store = new MemoryStore();
        node = new StorageNode(store, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE);
    }

    @After
    public void close() {
        node.close();
        assertThat(node.chain().audit()).isEmpty();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** The deal's other side. */
    private static DealId at(String party, DealId id) {
        return new DealId(id.local(), party);
    }

    /** Waits until a deal is as told; event by event, without looking at the clock. */
    private DealView until(DealId id, Predicate<DealView> as) throws Exception {
        CompletableFuture<DealView> reached = new CompletableFuture<>();
        DealListener listener = (deal, event) -> {
            if (deal.id().equals(id) && as.test(deal)) {
                reached.complete(deal);
            }
        };
        try (Registration watching = node.engine().watch(listener)) {
            Stream.of(id)
                    .flatMap(i -> {
                        try {
                            return Stream.of(node.engine().find(i.toString()));
                        } catch (io.fondaco.deal.NoSuchDealException notYet) {
                            return Stream.empty();
                        }
                    })
                    .filter(as)
                    .forEach(reached::complete);
            return reached.get(60, TimeUnit.SECONDS);
        }
    }

    private DealView untilOver(DealId id) throws Exception {
        return until(id, d -> !d.open());
    }

    private List<String> events(DealId id) {
        return node.engine().history(id, 0, 100).stream()
                .map(DealHistory::event)
                .toList();
    }

    @Test
    public void storesAFileForItsWholeTimeAndPaysForExactlyThat() throws Exception {
        Payload payload = node.prepare(1, 3_000_000);
        DealId client = get(node.market().offer(node.offer(payload)));
        DealId provider = at("bob", client);
        assertThat(untilOver(client).state()).isEqualTo("Expired");
        assertThat(untilOver(provider).state()).isEqualTo("Expired");
        assertThat(events(client))
                .containsSubsequence(
                        "Open",
                        "FundsReserved",
                        "FundingInitiated",
                        "FundingComplete",
                        "InitiateDataTransfer",
                        "DataTransferQueued",
                        "DataTransferInitiated",
                        "DataTransferComplete",
                        "DealAccepted",
                        "DealPublished",
                        "DealPrecommitted",
                        "DealActivated",
                        "DealExpired");
        assertThat(events(provider))
                .containsSubsequence(
                        "Open",
                        "DealDeciding",
                        "DealAccepted",
                        "DataRequested",
                        "DataTransferInitiated",
                        "DataTransferCompleted",
                        "VerifiedData",
                        "FundsReserved",
                        "Funded",
                        "DealPublishInitiated",
                        "DealPublished",
                        "DealHandedOff",
                        "DealPrecommitted",
                        "DealActivated",
                        "Finalized",
                        "DealExpired");
        TokenAmount price = TokenAmount.parse(
                        node.engine().find(client.toString()).facets().get("pricePerEpoch"))
                .times(20);
        EscrowBalance earned = node.chain().escrow(node.bob().miner().orElseThrow());
        assertThat(earned.locked()).isEqualTo(TokenAmount.ZERO);
        assertThat(earned.reserved()).isEqualTo(TokenAmount.ZERO);
        EscrowBalance left = node.chain().escrow(node.alice().wallet());
        assertThat(left.escrow()).isEqualTo(TokenAmount.ZERO);
        TokenAmount collateral = node.chain()
                .collateral(payload.pieceSize(), false)
                .least()
                .times(6)
                .dividedBy(5);
        assertThat(earned.escrow()).isEqualTo(price.plus(collateral));
        assertThat(node.engine().verify(client)).isEmpty();
        assertThat(node.engine().verify(provider)).isEmpty();
        assertThat(node.chain().unsealed(payload.pieceCid())).isPresent();
    }

    @Test
    public void rejectsAPriceBelowTheAskAndGivesTheMoneyBack() throws Exception {
        get(node.market().setAsk("bob", terms(TokenAmount.fil("1"))));
        Payload payload = node.prepare(2, 10_000);
        Offer cheap = priced(node.offer(payload), TokenAmount.atto(1));
        DealId client = get(node.market().offer(cheap));
        DealView over = untilOver(client);
        assertThat(over.state()).isEqualTo("Error");
        assertThat(over.facets().get("message"))
                .contains("unexpected deal status while waiting for data request: 11 (Failing)")
                .contains("deal rejected: storage price per epoch less than asking price: 1 < ");
        assertThat(untilOver(at("bob", client)).state()).isEqualTo("Error");
        EscrowBalance money = node.chain().escrow(node.alice().wallet());
        assertThat(money.locked()).isEqualTo(TokenAmount.ZERO);
        assertThat(money.reserved()).isEqualTo(TokenAmount.ZERO);
    }

    private static AskTerms terms(TokenAmount price) {
        return new AskTerms(Optional.of(price), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Offer priced(Offer o, TokenAmount price) {
        return new Offer(
                o.market(),
                o.client(),
                o.provider(),
                o.payload(),
                o.transfer(),
                o.location(),
                o.start(),
                o.duration(),
                Optional.of(price),
                o.verified());
    }

    private static Offer by(Offer o, String transfer, Payload payload) {
        return new Offer(
                o.market(),
                o.client(),
                o.provider(),
                payload,
                transfer,
                o.location(),
                o.start(),
                o.duration(),
                o.pricePerEpoch(),
                o.verified());
    }

    @Test
    public void takesTheDataOfAnOfflineDealFromAFile() throws Exception {
        Payload payload = node.prepare(3, 100_000);
        DealId client = get(node.market().offer(by(node.offer(payload), "manual", payload)));
        DealId provider = at("bob", client);
        until(provider, d -> d.state().equals("WaitingForData"));
        Path car = node.blobs().find(payload.pieceCid()).orElseThrow().path();
        get(node.market().importData(provider, car));
        assertThat(untilOver(provider).state()).isEqualTo("Expired");
        assertThat(untilOver(client).state()).isEqualTo("Expired");
        assertThat(events(provider)).contains("ManualDataReceived").doesNotContain("DataTransferInitiated");
    }

    /** A transport that answers http orders from a file, without a network. */
    private static Transport served(Path file, List<TransferOrder> seen) {
        return new Transport() {
            @Override
            public String name() {
                return "http";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                seen.add(order);
                CompletableFuture<Long> done = new CompletableFuture<>();
                meter.opened();
                try {
                    Files.copy(file, order.file(), StandardCopyOption.REPLACE_EXISTING);
                    done.complete(Files.size(file));
                } catch (IOException e) {
                    done.completeExceptionally(e);
                }
                return new Attempt() {
                    @Override
                    public CompletionStage<Long> done() {
                        return done;
                    }

                    @Override
                    public void stop(String why) {
                        done.cancel(false);
                    }
                };
            }
        };
    }

    @Test
    public void aProviderPullsTheDataFromTheAddressOfABoostProposal() throws Exception {
        Payload payload = node.prepare(10, 100_000);
        List<TransferOrder> orders = new CopyOnWriteArrayList<>();
        node.dispatcher()
                .addTransport(served(
                        node.blobs().find(payload.pieceCid()).orElseThrow().path(), orders));
        Offer o = node.offer(payload);
        URI address = URI.create("https://example.com/some.car");
        DealId client = get(node.market()
                .offer(new Offer(
                        o.market(),
                        o.client(),
                        o.provider(),
                        payload,
                        "http",
                        Optional.of(address),
                        o.start(),
                        o.duration(),
                        o.pricePerEpoch(),
                        false)));
        until(at("bob", client), d -> d.state().equals("Active"));
        byte[] uuid = Arrays.copyOf(Cid.parse(client.local()).multihash().digest(), 16);
        BoostMessages.DealStatusResponse told = boostStatus(uuid, node.alice());
        assertThat(told.error()).isEmpty();
        assertThat(told.transferSize()).isEqualTo(payload.carBytes());
        assertThat(told.received()).isEqualTo(payload.carBytes());
        BoostMessages.Status status = told.status().orElseThrow();
        assertThat(status.status()).isEqualTo("IndexedAndAnnounced");
        assertThat(status.signedProposalCid()).hasToString(client.local());
        assertThat(status.publishCid()).isPresent();
        assertThat(status.error()).isEmpty();
        assertThat(boostStatus(uuid, node.bob()).status())
                .as("asked by another")
                .isEmpty();
        assertThat(boostStatus(new byte[16], node.alice()).error()).contains("no deal 00000000-");
        assertThat(boostStatus(new byte[3], node.alice()).error()).contains("no deal 000000 ");
        assertThat(untilOver(at("bob", client)).state()).isEqualTo("Expired");
        assertThat(untilOver(client).state()).isEqualTo("Expired");
        assertThat(boostStatus(uuid, node.alice()).status().orElseThrow().status())
                .isEqualTo("Complete");
        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).location()).contains(address);
        assertThat(orders.get(0).bytes()).isEqualTo(payload.carBytes());
        assertThat(events(at("bob", client))).contains("DataTransferInitiated", "DataTransferCompleted");
    }

    /** Boost's status of a deal, as a party is told it that signs the question. */
    private BoostMessages.DealStatusResponse boostStatus(byte[] uuid, Party who) throws Exception {
        byte[] question = BoostMessages.STATUS_REQUEST.encode(
                new BoostMessages.DealStatusRequest(
                        uuid, node.keys().sign(who.wallet(), uuid).toBytes()),
                Form.CANONICAL);
        Conversation.Reply reply = get(Conversation.ask(
                node.alice().host(),
                node.bob().host().id(),
                List.of(Protocols.BOOST_STATUS_120),
                protocol -> question));
        return BoostMessages.STATUS_RESPONSE.decode(reply.message(), Form.CANONICAL, Protocols.MOST_BYTES);
    }

    /** A transport whose attempts never open: an address where nobody answers. */
    private static Transport silent(CompletableFuture<TransferOrder> asked) {
        return new Transport() {
            @Override
            public String name() {
                return "http";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                CompletableFuture<Long> done = new CompletableFuture<>();
                try {
                    // What a transport that can resume leaves beside the draft.
                    Files.createFile(order.file().resolveSibling(order.file().getFileName() + ".http"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                asked.complete(order);
                return new Attempt() {
                    @Override
                    public CompletionStage<Long> done() {
                        return done;
                    }

                    @Override
                    public void stop(String why) {
                        done.completeExceptionally(TransportException.passing(why, null));
                    }
                };
            }
        };
    }

    @Test
    public void aDealThatEndsBeforeItsPullOpenedCallsThePullOff() throws Exception {
        Payload payload = node.prepare(11, 10_000);
        CompletableFuture<TransferOrder> asked = new CompletableFuture<>();
        node.dispatcher().addTransport(silent(asked));
        Offer o = node.offer(payload);
        DealId client = get(node.market()
                .offer(new Offer(
                        o.market(),
                        o.client(),
                        o.provider(),
                        payload,
                        "http",
                        Optional.of(URI.create("https://example.com/some.car")),
                        o.start(),
                        o.duration(),
                        o.pricePerEpoch(),
                        false)));
        DealId provider = at("bob", client);
        TransferOrder pull = get(asked);
        get(node.engine().cancel(provider, "no room after all"));
        assertThat(untilOver(provider).state()).isEqualTo("Error");
        assertThat(node.dispatcher().list())
                .filteredOn(t -> t.id().equals(pull.id()))
                .extracting(TransferView::status)
                .containsExactly("cancelled");
        assertThat(node.blobs().drafts("deal-")).isEmpty();
    }

    @Test
    public void failsADealWhoseDataIsNotWhatWasCommittedTo() throws Exception {
        Payload good = node.prepare(4, 50_000);
        Payload other = node.prepare(5, 50_000);
        DealId client = get(node.market().offer(by(node.offer(good), "manual", good)));
        DealId provider = at("bob", client);
        until(provider, d -> d.state().equals("WaitingForData"));
        get(node.market()
                .importData(
                        provider,
                        node.blobs().find(other.pieceCid()).orElseThrow().path()));
        DealView over = untilOver(provider);
        assertThat(over.state()).isEqualTo("Error");
        assertThat(over.facets().get("message")).contains("proposal CommP doesn't match calculated CommP");
        assertThat(untilOver(client).facets().get("message")).contains("deal failed: (State=");
        assertThat(node.chain().unsealed(good.pieceCid())).isPresent();
        try (Stream<Path> drafts = Files.list(folder.getRoot().toPath().resolve("drafts"))) {
            assertThat(drafts.filter(p -> p.getFileName().toString().startsWith("deal-")))
                    .isEmpty();
        }
    }

    @Test
    public void endsAsSlashedWhenTheSectorIsLost() throws Exception {
        Payload payload = node.prepare(6, 10_000);
        Offer o = node.offer(payload);
        Offer lasting = new Offer(
                o.market(),
                o.client(),
                o.provider(),
                o.payload(),
                o.transfer(),
                o.location(),
                o.start(),
                Optional.of(100_000L),
                o.pricePerEpoch(),
                o.verified());
        DealId client = get(node.market().offer(lasting));
        until(at("bob", client), d -> d.state().equals("Active"));
        until(client, d -> d.state().equals("Active"));
        get(node.chain().loseSector(0));
        assertThat(untilOver(client).state()).isEqualTo("Slashed");
        assertThat(untilOver(at("bob", client)).state()).isEqualTo("Slashed");
        assertThat(node.chain().escrow(node.alice().wallet()).locked()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void callsADealOffBeforeItIsPublishedAndReleasesBothSides() throws Exception {
        Payload payload = node.prepare(7, 10_000);
        DealId client = get(node.market().offer(by(node.offer(payload), "manual", payload)));
        DealId provider = at("bob", client);
        until(client, d -> d.state().equals("CheckForAcceptance"));
        get(node.engine().cancel(provider, "no room after all"));
        assertThat(untilOver(provider).state()).isEqualTo("Error");
        DealView over = untilOver(client);
        assertThat(over.facets().get("message")).contains("called off by the provider: no room after all");
        assertThat(node.chain().escrow(node.alice().wallet()).reserved()).isEqualTo(TokenAmount.ZERO);
        assertThat(node.chain().escrow(node.bob().miner().orElseThrow()).reserved())
                .isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void fetchesAndChecksASignedAsk() throws Exception {
        Address miner = node.bob().miner().orElseThrow();
        Ask first = get(node.market().ask("alice", miner));
        assertThat(first.price()).isEqualTo(TokenAmount.atto(500_000_000L));
        get(node.market()
                .setAsk(
                        "bob",
                        new AskTerms(
                                Optional.of(TokenAmount.atto(7)),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(PieceSize.ofPadded(1 << 20)),
                                Optional.empty())));
        get(node.market().setAsk("bob", terms(TokenAmount.atto(8))));
        Ask third = get(node.market().ask("alice", miner));
        assertThat(third.price()).isEqualTo(TokenAmount.atto(8));
        assertThat(third.largest().padded()).isEqualTo(1 << 20);
        assertThat(third.sequence()).isEqualTo(1);
        assertThatThrownBy(() -> get(node.market().ask("alice", Address.id(999))))
                .hasCauseInstanceOf(OfferRefusedException.class);
    }

    @Test
    public void refusesAnOfferOfASizeTheProviderDoesNotTakeBeforeMoneyMoves() throws Exception {
        get(node.market()
                .setAsk(
                        "bob",
                        new AskTerms(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(PieceSize.ofPadded(1 << 20)),
                                Optional.empty(),
                                Optional.empty())));
        Payload small = node.prepare(11, 100);
        assertThatThrownBy(() -> get(node.market().offer(node.offer(small))))
                .hasCauseInstanceOf(OfferRefusedException.class)
                .hasMessageContaining("takes pieces of 1MiB to 32GiB, this one has 256");
        assertThat(node.engine().list(io.fondaco.deal.DealQuery.newest(10)).items())
                .isEmpty();
    }

    @Test
    public void aProposalThatIsSentTwiceIsOneDeal() throws Exception {
        Payload payload = node.prepare(8, 10_000);
        Offer offer = node.offer(payload);
        DealId first = get(node.market().offer(offer));
        DealId second = get(node.market().offer(offer));
        assertThat(second).isEqualTo(first);
        assertThat(untilOver(first).state()).isEqualTo("Expired");
    }

    @Test
    public void theDealIsKnownByTheCidOfItsSignedProposal() throws Exception {
        Payload payload = node.prepare(9, 10_000);
        DealId id = get(node.market().offer(node.offer(payload)));
        assertThat(Cid.parse(id.local()).codec()).isEqualTo(Cid.DAG_CBOR);
        assertThat(id.local()).startsWith("bafyrei");
        untilOver(id);
    }
}
