package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.model.Epoch;
import io.fondaco.piece.Fr32;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.Watch;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Sectors that are really sealed, proven on a chain that checks every proof, and shown in every window. */
public class SealedLifeTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;

    @Before
    public void begin() throws Exception {
        ground = SealedGround.begin(temporary.getRoot().toPath());
    }

    @After
    public void end() {
        ground.close();
    }

    private Path folder(long sector) {
        return ground.room.folder().resolve(ground.miner.toString()).resolve(Long.toString(sector));
    }

    /** Bytes the chain counts for the miner. */
    private long power() {
        return ground.<Long>miner(m -> m.power().raw().longValue());
    }

    /** Nothing can be declared shortly before a window opens. */
    private void untilFarFromItsWindow(long sector) {
        long deadline = ground.sector(sector).deadline().orElseThrow();
        while (ground.<Long>miner(m -> m.nextDeadline(deadline, Epoch.of(ground.epoch() + 1))
                        .faultCutoff()
                        .number())
                < ground.epoch() + 5) {
            ground.net.turn(1);
        }
    }

    private long sealed(int bytes) {
        long start = ground.epoch() + 30;
        SectorPiece piece = ground.published(bytes, start, start + 150);
        return ground.add(piece).sector();
    }

    @Test
    public void aDealIsSealedProvenShownInEveryWindowAndDeletedWhenItEnds() throws Exception {
        long start = ground.epoch() + 30;
        SectorPiece piece = ground.published(1000, start, start + 60);
        assertThat(ground.pipeline.largestPiece(ground.miner)).isEqualTo(2048);
        long number = ground.add(piece).sector();
        SectorView committed = ground.until(number, SectorState.PRE_COMMITTED);
        assertThat(committed.proof()).isEqualTo("vanilla");
        SectorCache cache = new SectorCache(folder(number).resolve("cache"));
        assertThat(folder(number).resolve("sealed")).exists();
        assertThat(cache.layer(1)).exists();
        SectorView finalizing = ground.until(number, SectorState.FINALIZING);
        assertThat(finalizing.trouble()).isEmpty();
        SectorView active = ground.until(number, SectorState.ACTIVE);
        assertThat(cache.layer(1)).doesNotExist();
        assertThat(cache.treeD()).doesNotExist();
        assertThat(folder(number).resolve("unsealed")).doesNotExist();
        assertThat(folder(number).resolve("proof")).doesNotExist();
        assertThat(cache.aux()).exists();
        assertThat(ground.deal(piece.dealId())).isPresent();
        ground.until(start + 50);
        assertThat(ground.sector(number).health()).isEqualTo(SectorHealth.PROVEN);
        assertThat(power()).isEqualTo(3 * 2048);
        ground.sound();
        long end = active.expiration().orElseThrow().number();
        ground.until(end + 40 + 2 * Ground.POLICY.confidence());
        assertThat(ground.sector(number).state()).isEqualTo(SectorState.ENDED);
        assertThat(folder(number)).doesNotExist();
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(1);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(1);
        assertThat(ground.executed(MinerActor.SUBMIT_WINDOWED_POST))
                .isNotEmpty()
                .allMatch(post -> post.receipt().ok());
        assertThat(ground.executed(MinerActor.DECLARE_FAULTS)).isEmpty();
        ground.sound();
    }

    @Test
    public void givesBackWhatIsInASealedSectorUnlessItsReplicaHasChanged() throws Exception {
        long start = ground.epoch() + 30;
        SectorPiece piece = ground.published(1500, start, start + 150);
        long number = ground.add(piece).sector();
        ground.until(number, SectorState.ACTIVE);
        Path to = temporary.getRoot().toPath().resolve("unsealed");
        ground.net.await(ground.pipeline.unseal(ground.miner, number, to, Watch.NONE));
        try (InputStream payload = Fr32.unpadding(Files.newInputStream(to))) {
            assertThat(payload.readNBytes(1500)).isEqualTo(Files.readAllBytes(piece.payload()));
        }
        assertThatThrownBy(() -> ground.net.await(ground.pipeline.unseal(ground.miner, number, to, Watch.NONE)))
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> ground.net.await(
                        ground.pipeline.unseal(ground.miner, 99, to.resolveSibling("other"), Watch.NONE)))
                .hasMessageContaining("was not sealed here");
        byte[] replica = Files.readAllBytes(folder(number).resolve("sealed"));
        replica[1000] ^= 1;
        Files.write(folder(number).resolve("sealed"), replica);
        assertThatThrownBy(() -> ground.net.await(
                        ground.pipeline.unseal(ground.miner, number, to.resolveSibling("other"), Watch.NONE)))
                .hasMessageContaining("sealed");
        assertThat(to.resolveSibling("other")).doesNotExist();
    }

    @Test
    public void aFlippedBitCostsThePowerOfItsSectorAloneUntilItIsMended() throws Exception {
        long first = sealed(1900);
        long second = sealed(1900);
        assertThat(second).isNotEqualTo(first);
        ground.until(first, SectorState.ACTIVE);
        ground.until(second, SectorState.ACTIVE);
        ground.until(ground.epoch() + 45);
        assertThat(power()).isEqualTo(4 * 2048);
        Path replica = folder(first).resolve("sealed");
        byte[] good = Files.readAllBytes(replica);
        byte[] bad = good.clone();
        bad[777] ^= 4;
        Files.write(replica, bad);
        ground.until(ground.epoch() + 45);
        assertThat(ground.sector(first).health()).isEqualTo(SectorHealth.FAULTY);
        assertThat(ground.sector(first).trouble()).contains("sealed");
        assertThat(ground.sector(second).health()).isEqualTo(SectorHealth.PROVEN);
        assertThat(power()).isEqualTo(3 * 2048);
        Files.write(replica, good);
        ground.until(ground.epoch() + 85);
        assertThat(ground.sector(first).health()).isEqualTo(SectorHealth.PROVEN);
        assertThat(ground.sector(first).trouble()).isEmpty();
        assertThat(power()).isEqualTo(4 * 2048);
        ground.sound();
    }

    @Test
    public void aDeclarationThatIsRefusedLeavesItsSectorToBeTakenBackByItself() throws Exception {
        long number = sealed(1900);
        ground.until(number, SectorState.ACTIVE);
        ground.until(ground.epoch() + 45);
        long deadline = ground.sector(number).deadline().orElseThrow();
        while (ground.<Long>miner(m -> m.nextDeadline(deadline, Epoch.of(ground.epoch() + 1))
                        .faultCutoff()
                        .number())
                > ground.epoch()) {
            ground.net.turn(1);
        }
        assertThatThrownBy(() -> ground.net.await(ground.pipeline.declareRecovered(ground.miner, Set.of(number))))
                .hasMessageContaining("too late");
        Path replica = folder(number).resolve("sealed");
        byte[] good = Files.readAllBytes(replica);
        byte[] bad = good.clone();
        bad[5] ^= 1;
        Files.write(replica, bad);
        ground.until(ground.epoch() + 45);
        assertThat(ground.sector(number).health()).isEqualTo(SectorHealth.FAULTY);
        Files.write(replica, good);
        ground.until(ground.epoch() + 85);
        assertThat(ground.sector(number).health()).isEqualTo(SectorHealth.PROVEN);
    }

    @Test
    public void whatAnOperatorDeclaredOnlyAnOperatorTakesBack() {
        long number = sealed(1900);
        ground.until(number, SectorState.ACTIVE);
        ground.until(ground.epoch() + 45);
        untilFarFromItsWindow(number);
        ground.found(ground.net.await(ground.pipeline.declareFaults(ground.miner, Set.of(number))));
        ground.until(ground.epoch() + 85);
        assertThat(ground.sector(number).health()).isEqualTo(SectorHealth.FAULTY);
        untilFarFromItsWindow(number);
        ground.found(ground.net.await(ground.pipeline.declareRecovered(ground.miner, Set.of(number))));
        ground.until(ground.epoch() + 45);
        assertThat(ground.sector(number).health()).isEqualTo(SectorHealth.PROVEN);
    }
}
