package io.fondaco.market.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Stance;
import io.fondaco.market.Market;
import io.fondaco.market.Offer;
import io.fondaco.market.OfferRefusedException;
import io.fondaco.market.Payload;
import io.fondaco.market.PieceMarket;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Multihash;
import io.fondaco.model.Progress;
import io.fondaco.model.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;

/** Whose the data on disk is, and when it goes. */
public class StagingTest extends DeskHouse {

    private Payload payload;

    @Before
    public void prepare() throws Exception {
        payload = new Preparing(blobs, staging).prepare(file("some", 100_000), Progress.NONE);
    }

    private boolean kept() {
        return blobs.find(payload.pieceCid()).isPresent();
    }

    /** A provider's or client's deal, open or over since now. */
    private void deal(boolean open) {
        deals.clear();
        deals.add(new DealView(
                new DealId("deal", "bob"),
                "storage.provider",
                open ? "Active" : "Expired",
                open ? Optional.empty() : Optional.of(Stance.Ending.values()[0]),
                Instant.EPOCH,
                patience.now(),
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                Map.of("pieceCid", payload.pieceCid().toString())));
    }

    private void hours(int hours) {
        patience.turn(Duration.ofHours(hours));
    }

    @Test
    public void keepsPreparedDataADayForAnOfferThatMayCome() {
        hours(23);
        assertThat(kept()).isTrue();
        hours(2);
        assertThat(kept()).isFalse();
    }

    @Test
    public void keepsDataWhileADealOfEitherSideIsOpenAndADayLonger() {
        deal(true);
        hours(1000);
        assertThat(kept()).isTrue();
        deal(false);
        hours(23);
        assertThat(kept()).as("to be offered again").isTrue();
        hours(2);
        assertThat(kept()).isFalse();
    }

    @Test
    public void goesOnWithItAfterARestart() {
        staging.close();
        hours(30);
        assertThat(kept()).isTrue();
        staging = new Staging(blobs, store, deals(), patience, Duration.ofHours(24), () -> {});
        hours(1);
        assertThat(kept()).isFalse();
    }

    @Test
    public void leavesAloneWhatNobodyPreparedHere() throws Exception {
        Cid foreign = Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1}));
        blobs.draft("sector-7").commit(foreign);
        assertThat(staging.renew(foreign).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isTrue();
        hours(1000);
        assertThat(blobs.find(foreign)).isPresent();
    }

    @Test
    public void sweepsTheDraftsOfAKilledNode() throws Exception {
        blobs.draft("intake-left");
        Path old = blobs.draft("fetch-old").path();
        Files.setLastModifiedTime(old, FileTime.from(patience.now().minus(Duration.ofDays(2))));
        Path recent = blobs.draft("fetch-recent").path();
        Files.setLastModifiedTime(recent, FileTime.from(patience.now()));
        blobs.draft("storage-7");
        staging.close();
        staging = new Staging(blobs, store, deals(), patience, Duration.ofHours(24), () -> {});
        assertThat(blobs.drafts("")).doesNotContain("intake-left");
        patience.turn(Duration.ofMinutes(2));
        assertThat(blobs.drafts("")).containsExactlyInAnyOrder("fetch-recent", "storage-7");
        hours(25);
        assertThat(blobs.drafts("")).containsExactly("storage-7");
    }

    @Test
    public void aMarketOfAnotherKindTakesNoOffersOfPiecesAndLeavesNoDoubtAboutTheOnlyOneThatDoes() {
        DeskComponent desk = new DeskComponent(fake(Chain.class, Map.of()), staging);
        PieceMarket pieces = fake(PieceMarket.class, Map.of("name", a -> "storage"));
        desk.open(pieces);
        desk.open(fake(Market.class, Map.of("name", a -> "arfleet", "about", a -> "Go to the counter.")));
        assertThat(desk.markets()).hasSize(2);
        assertThat(desk.market("")).isSameAs(pieces);
        assertThatThrownBy(() -> desk.market("arfleet"))
                .hasMessage("market arfleet takes no offers of pieces. Go to the counter.");
        assertThatThrownBy(() -> desk.market("nosuch")).hasMessageContaining("open are: storage");
    }

    @Test
    public void anOfferKeepsItsDataAnotherDayAndDataThatIsGoneIsRefused() throws Exception {
        ChainPolicy policy =
                new ChainPolicy("pretend", Duration.ofSeconds(1), 1, 100, 200, 1, 0, TokenAmount.fil("2000000000"));
        DealId id = new DealId("deal", "alice");
        DeskComponent desk = new DeskComponent(fake(Chain.class, Map.of("policy", a -> policy)), staging);
        desk.open(fake(
                PieceMarket.class,
                Map.of("name", a -> "storage", "offer", a -> CompletableFuture.completedFuture(id))));
        Offer offer = new Offer(
                Optional.empty(),
                "alice",
                Address.id(1000),
                payload,
                "local",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        hours(23);
        assertThat(desk.admit(offer).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(id);
        hours(23);
        assertThat(kept()).isTrue();
        hours(2);
        assertThatThrownBy(() -> desk.admit(offer).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OfferRefusedException.class)
                .hasMessageContaining("prepare the file first");
    }
}
