package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class IntakeTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;
    private SectorPiece piece;

    @Before
    public void begin() {
        ground = new Ground(temporary.getRoot().toPath());
        piece = ground.published(1000, ground.epoch() + 30, ground.epoch() + 70);
    }

    @After
    public void end() {
        ground.close();
    }

    private void refuses(SectorPiece bad, Reason reason, String... words) throws IOException {
        assertThatThrownBy(() -> ground.pipeline.add(bad).toCompletableFuture().join())
                .hasCauseInstanceOf(SectorException.class)
                .satisfies(e ->
                        assertThat(((SectorException) e.getCause()).reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
        assertThat(ground.pipeline.packed()).isEmpty();
        assertThat(ground.blobs.drafts("")).isEmpty();
    }

    private SectorPiece with(Address miner, long deal, Path payload, Epoch end) {
        return new SectorPiece(miner, deal, piece.pieceCid(), piece.size(), payload, piece.start(), end);
    }

    @Test
    public void refusesADealTheChainDoesNotKnow() throws IOException {
        refuses(with(ground.miner, 77, piece.payload(), piece.end()), Reason.UNKNOWN_DEAL, "no deal 77");
    }

    @Test
    public void refusesAMinerTheChainDoesNotKnow() throws IOException {
        refuses(with(Address.id(9999), 0, piece.payload(), piece.end()), Reason.UNKNOWN_MINER, "f09999");
    }

    @Test
    public void refusesAPieceThatIsNotTheDeals() throws IOException {
        refuses(
                with(ground.miner, 0, piece.payload(), piece.end().plus(1)),
                Reason.ANOTHER_PIECE,
                "deal 0 ends at epoch " + piece.end());
    }

    @Test
    public void refusesBytesThatAreNotThePiece() throws IOException {
        byte[] bytes = Files.readAllBytes(piece.payload());
        bytes[500] ^= 1;
        Path damaged = Files.write(ground.folder.resolve("damaged"), bytes);
        refuses(with(ground.miner, 0, damaged, piece.end()), Reason.DAMAGED, "fetch them again");
        Path longer = Files.write(ground.folder.resolve("longer"), new byte[5000]);
        refuses(with(ground.miner, 0, longer, piece.end()), Reason.DAMAGED, "do not fit");
    }

    @Test
    public void refusesADealThatStartsTooSoon() throws IOException {
        ground.until(piece.start().number() - 5);
        refuses(piece, Reason.TOO_LATE, "deal 0 starts at epoch " + piece.start());
    }

    @Test
    public void refusesAPieceLargerThanASector() throws IOException {
        long start = ground.epoch() + 30;
        SectorPiece large = ground.published(new byte[1], PieceSize.ofPadded(64L << 30), start, start + 40);
        refuses(large, Reason.DOES_NOT_FIT, "have " + (32L << 30));
    }

    @Test
    public void refusesADealThatOutlastsAnySector() throws IOException {
        ground.close();
        Policy.Deals lasting = new Policy.Deals(30, Ground.QUICK.sealing().maxLife(), 10, 256);
        ground = new Ground(temporary.newFolder().toPath(), Ground.QUICK.with(lasting));
        long start = ground.epoch() + 30;
        piece = ground.published(new byte[1], PieceSize.ofPadded(128), start, start + lasting.maxDuration());
        refuses(piece, Reason.DOES_NOT_FIT, "later than any sector");
    }

    @Test
    public void keepsASectorWhoseDealEndsTooLateForTodayUntilItDoesNot() throws IOException {
        ground.close();
        Policy.Sealing brief = new Policy.Sealing(Ground.QUICK.sealing().sizes(), 4, 40, 270, 20, 12_020).none();
        ground = new Ground(temporary.newFolder().toPath(), Ground.QUICK.with(brief));
        long start = ground.epoch() + 60;
        SectorPiece late = ground.published(new byte[1], PieceSize.ofPadded(128), start, start + 12_000);
        ground.add(late);
        ground.net.turn(5);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.PACKED);
        assertThat(ground.sector(4).trouble()).contains("later than a sector of today may");
        assertThat(ground.until(4, SectorState.ACTIVE).trouble()).isEmpty();
        assertThat(ground.deal(late.dealId())).isPresent();
    }

    @Test
    public void tellsThatThePayloadCannotBeRead() throws IOException {
        SectorPiece gone = with(ground.miner, 0, ground.folder.resolve("gone"), piece.end());
        assertThatThrownBy(() -> ground.pipeline.add(gone).toCompletableFuture().join())
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(ground.blobs.drafts("")).isEmpty();
        assertThat(ground.add(piece).sector()).isEqualTo(4);
    }

    @Test
    public void tellsWhoComesAfterItsEndThatItIsClosed() throws IOException {
        ground.pipeline.close();
        refuses(piece, Reason.CLOSED, "hand the piece over when it is back");
    }

    @Test
    public void deletesCopiesAnEarlierProcessDidNotFinish() throws IOException {
        ground.blobs.draft("sector-intake-3");
        ground.blobs.draft("fetch-3");
        ground.restart();
        assertThat(ground.blobs.drafts("")).containsExactly("fetch-3");
    }
}
