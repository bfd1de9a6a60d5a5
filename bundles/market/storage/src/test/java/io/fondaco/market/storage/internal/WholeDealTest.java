package io.fondaco.market.storage.internal;

import static io.fondaco.market.storage.internal.DealWatch.at;
import static io.fondaco.market.storage.internal.DealWatch.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.EscrowBalance;
import io.fondaco.deal.DealView;
import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.Offer;
import io.fondaco.market.OfferRefusedException;
import io.fondaco.market.Payload;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    private DealWatch watch;

    @Before
    public void open() throws IOException {
        MemoryStore store = new MemoryStore();
        node = new StorageNode(store, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE);
        watch = new DealWatch(node);
    }

    @After
    public void close() {
        node.close();
        assertThat(node.chain().audit()).isEmpty();
    }

    @Test
    public void storesAFileForItsWholeTimeAndPaysForExactlyThat() throws Exception {
        Payload payload = node.prepare(1, 3_000_000);
        DealId client = get(node.market().offer(node.offer(payload)));
        DealId provider = at("bob", client);
        assertThat(watch.untilOver(client).state()).isEqualTo("Expired");
        assertThat(watch.untilOver(provider).state()).isEqualTo("Expired");
        assertThat(watch.events(client))
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
        assertThat(watch.events(provider))
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
        DealView over = watch.untilOver(client);
        assertThat(over.state()).isEqualTo("Error");
        assertThat(over.facets().get("message"))
                .contains("unexpected deal status while waiting for data request: 11 (Failing)")
                .contains("deal rejected: storage price per epoch less than asking price: 1 < ");
        assertThat(watch.untilOver(at("bob", client)).state()).isEqualTo("Error");
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
        watch.until(provider, d -> d.state().equals("WaitingForData"));
        Path car = node.blobs().find(payload.pieceCid()).orElseThrow().path();
        get(node.market().importData(provider, car));
        assertThat(watch.untilOver(provider).state()).isEqualTo("Expired");
        assertThat(watch.untilOver(client).state()).isEqualTo("Expired");
        assertThat(watch.events(provider)).contains("ManualDataReceived").doesNotContain("DataTransferInitiated");
    }

    @Test
    public void failsADealWhoseDataIsNotWhatWasCommittedTo() throws Exception {
        Payload good = node.prepare(4, 50_000);
        Payload other = node.prepare(5, 50_000);
        DealId client = get(node.market().offer(by(node.offer(good), "manual", good)));
        DealId provider = at("bob", client);
        watch.until(provider, d -> d.state().equals("WaitingForData"));
        get(node.market()
                .importData(
                        provider,
                        node.blobs().find(other.pieceCid()).orElseThrow().path()));
        DealView over = watch.untilOver(provider);
        assertThat(over.state()).isEqualTo("Error");
        assertThat(over.facets().get("message")).contains("proposal CommP doesn't match calculated CommP");
        assertThat(watch.untilOver(client).facets().get("message")).contains("deal failed: (State=");
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
        watch.until(at("bob", client), d -> d.state().equals("Active"));
        watch.until(client, d -> d.state().equals("Active"));
        get(node.chain().loseSector(0));
        assertThat(watch.untilOver(client).state()).isEqualTo("Slashed");
        assertThat(watch.untilOver(at("bob", client)).state()).isEqualTo("Slashed");
        assertThat(node.chain().escrow(node.alice().wallet()).locked()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void callsADealOffBeforeItIsPublishedAndReleasesBothSides() throws Exception {
        Payload payload = node.prepare(7, 10_000);
        DealId client = get(node.market().offer(by(node.offer(payload), "manual", payload)));
        DealId provider = at("bob", client);
        watch.until(client, d -> d.state().equals("CheckForAcceptance"));
        get(node.engine().cancel(provider, "no room after all"));
        assertThat(watch.untilOver(provider).state()).isEqualTo("Error");
        DealView over = watch.untilOver(client);
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
        assertThat(watch.untilOver(first).state()).isEqualTo("Expired");
    }

    @Test
    public void theDealIsKnownByTheCidOfItsSignedProposal() throws Exception {
        Payload payload = node.prepare(9, 10_000);
        DealId id = get(node.market().offer(node.offer(payload)));
        assertThat(Cid.parse(id.local()).codec()).isEqualTo(Cid.DAG_CBOR);
        assertThat(id.local()).startsWith("bafyrei");
        watch.untilOver(id);
    }
}
