package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.testing.devnet.SealedSectors;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Several sectors in the workshop, seeds that are drawn anew, disks that go bad, and proofs that cannot be sent. */
public class WorkshopLifeTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean slow;
    private final Executor threads = task -> {
        if (slow) {
            held.add(task);
        } else {
            task.run();
        }
    };
    private Ground ground;

    @After
    public void end() {
        ground.close();
    }

    private Path begin(Sealing sealing) throws IOException {
        Path folder = temporary.newFolder().toPath();
        ground = SealedGround.begin(folder, sealing, threads);
        return folder;
    }

    private long handedOver(long lead) {
        long start = ground.epoch() + lead;
        return ground.add(ground.published(1900, start, start + 150)).sector();
    }

    private void letGo() {
        slow = false;
        for (Runnable task = held.poll(); task != null; task = held.poll()) {
            task.run();
        }
    }

    /** The real prover; a phase may be looked at or broken before it. */
    private static class Watched implements Sealing {
        private final Sealing real = SealedSectors.prover();
        final List<Integer> inStep = new ArrayList<>();

        void beforePreCommit2(SectorFiles files) throws IOException {}

        @Override
        public void preCommit1(SealOrder order, SectorFiles files, Watch watch) throws IOException {
            inStep.add(1);
            real.preCommit1(order, files, watch);
        }

        @Override
        public Map<Job, Exception> preCommit1(List<Job> jobs, Watch watch) {
            inStep.add(jobs.size());
            return real.preCommit1(jobs, watch);
        }

        @Override
        public Node preCommit2(SealOrder order, SectorFiles files, Watch watch) throws IOException {
            beforePreCommit2(files);
            return real.preCommit2(order, files, watch);
        }

        @Override
        public Proof commit1(SealStatement statement, SectorFiles files, Watch watch) throws IOException {
            return real.commit1(statement, files, watch);
        }

        @Override
        public Proof commit2(SealStatement statement, Proof vanilla, Watch watch) {
            return real.commit2(statement, vanilla, watch);
        }

        @Override
        public void finish(SealOrder order, SectorFiles files) throws IOException {
            real.finish(order, files);
        }

        @Override
        public void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) throws IOException {
            real.unseal(order, commR, files, to, watch);
        }
    }

    @Test
    public void sectorsThatWaitAreLabelledInStepWithTheFirst() throws Exception {
        Watched sealing = new Watched();
        begin(sealing);
        slow = true;
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            numbers.add(handedOver(70));
        }
        numbers.forEach(number -> ground.until(number, SectorState.PRE_COMMIT_1));
        letGo();
        numbers.forEach(number -> ground.until(number, SectorState.ACTIVE));
        // Two cores took one each; the three that waited went together.
        assertThat(sealing.inStep).containsExactly(1, 1, 3);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(5).allMatch(message -> message.receipt()
                .ok());
        ground.sound();
    }

    @Test
    public void oneThatBreaksInStepLeavesTheOthersAlone() throws Exception {
        Watched sealing = new Watched();
        begin(sealing);
        slow = true;
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            numbers.add(handedOver(70));
        }
        numbers.forEach(number -> ground.until(number, SectorState.PRE_COMMIT_1));
        // A folder where the data is to be laid.
        Path inTheWay = folder(numbers.get(3)).resolve("unsealed");
        Files.createDirectories(inTheWay.resolve("full"));
        letGo();
        assertThat(sealing.inStep).startsWith(1, 1, 1);
        ground.net.turn(1);
        assertThat(ground.sector(numbers.get(3)).trouble()).contains("PreCommit1 failed");
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);
        numbers.forEach(number -> ground.until(number, SectorState.ACTIVE));
        ground.sound();
    }

    private Path folder(long sector) {
        return ground.room.folder().resolve(ground.miner.toString()).resolve(Long.toString(sector));
    }

    @Test
    public void aPartOfTheDiskThatCannotBeReadIsLeftBehind() throws Exception {
        List<Path> unreadable = new ArrayList<>();
        begin(new Watched() {
            @Override
            void beforePreCommit2(SectorFiles files) throws IOException {
                Path layer = files.cache().layer(1);
                if (unreadable.isEmpty()) {
                    unreadable.add(layer);
                    Files.createFile(layer.resolveSibling("bad"));
                }
                if (Files.exists(layer.resolveSibling("bad"))) {
                    throw new IOException("Input/output error");
                }
            }
        });
        long number = handedOver(60);
        ground.until(number, SectorState.ACTIVE);
        assertThat(unreadable).hasSize(1);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(1);
        ground.sound();
    }

    @Test
    public void inAHurryWhatFailedIsTriedAgainWithEachHeadAndNotMoreOften() throws Exception {
        List<Long> tries = new ArrayList<>();
        begin(new Watched() {
            @Override
            void beforePreCommit2(SectorFiles files) throws IOException {
                tries.add(ground.epoch());
                throw new IOException("No such device");
            }
        });
        long start = ground.epoch() + 30;
        long number = ground.add(ground.published(1900, start, start + 150)).sector();
        ground.until(start);
        assertThat(ground.sector(number).pieces()).isEmpty();
        assertThat(tries).doesNotHaveDuplicates().contains(start - 6, start - 7, start - 8);
        assertThat(tries.size()).isLessThan(20);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).isEmpty();
    }

    /** What the chain draws as seeds, or something else. */
    private StateReader drawn(boolean[] other) {
        StateReader real = ground.net.node();
        return new StateReader() {
            @Override
            public Policy policy() {
                return real.policy();
            }

            @Override
            public <T> T read(Function<View, T> reading) {
                return real.read(view -> reading.apply(changed(view)));
            }

            @Override
            public <T> T read(TipsetKey tipset, Function<View, T> reading) {
                return real.read(tipset, view -> reading.apply(changed(view)));
            }

            private View changed(View view) {
                return new View(view.tipset(), view.tree(), view.policy(), calls(view.calls(), other));
            }
        };
    }

    private static Syscalls calls(Syscalls real, boolean[] other) {
        return proxy(Syscalls.class, real, (method, args, answer) -> {
            if (other[0] && method.equals("randomness") && args[0] == RandomnessTag.INTERACTIVE_SEAL) {
                ((byte[]) answer)[0] ^= 1;
            }
            return answer;
        });
    }

    private interface Changed {
        Object answer(String method, Object[] args, Object answer) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T real, Changed changed) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            try {
                return changed.answer(method.getName(), args, method.invoke(real, args));
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }

    @Test
    public void aChainThatGoesAnotherWayUnderASectorDrawsItsSeedAnew() throws Exception {
        begin(SealedSectors.prover());
        boolean[] other = {true};
        ground.pipeline.close();
        ground.start(ground.net.node(), ground.net.node().pool(), drawn(other), ground.store, Runnable::run);
        long number = handedOver(60);
        ground.until(number, SectorState.PRE_COMMITTED);
        slow = true;
        ground.until(number, SectorState.COMMIT_1);
        held.poll().run();
        assertThat(ground.sector(number).state()).isEqualTo(SectorState.COMMIT_2);
        // The proof for the seed of the lost way is under way; nothing of it may reach the chain.
        other[0] = false;
        ground.net.turn(1);
        letGo();
        ground.until(number, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(1).allMatch(message -> message.receipt()
                .ok());
        ground.sound();
    }

    @Test
    public void whatCouldNotBeShownIsKnownAfterARestart() throws Exception {
        begin(SealedSectors.prover());
        long number = handedOver(30);
        ground.until(number, SectorState.ACTIVE);
        ground.until(ground.epoch() + 45);
        Path replica = folder(number).resolve("sealed");
        byte[] good = Files.readAllBytes(replica);
        byte[] bad = good.clone();
        bad[9] ^= 1;
        Files.write(replica, bad);
        while (ground.sector(number).health() != SectorHealth.FAULTY) {
            ground.net.turn(1);
        }
        String why = ground.sector(number).trouble();
        assertThat(why).contains("sealed");
        // The next process finds nothing out by itself before it is asked.
        ground.pipeline.close();
        ground.start(ground.net.node(), ground.net.node().pool(), ground.net.node(), ground.store, task -> {});
        assertThat(ground.sector(number).trouble()).isEqualTo(why);
        ground.restart();
        Files.write(replica, good);
        ground.until(ground.epoch() + 85);
        assertThat(ground.sector(number).trouble()).isEmpty();
        ground.restart();
        assertThat(ground.sector(number).trouble()).isEmpty();
    }

    /** How often window PoSts are proven, and what happens before. */
    private interface Before {
        void prove(PostStatement statement);
    }

    private void provingAfter(Before before) {
        Proving real = SealedSectors.prover();
        ground.pipeline.close();
        ground.room = SealedGround.room(
                SealedSectors.prover(),
                threads,
                (statement, files, watch) -> {
                    if (statement.proof().use() != PostProof.Use.WINNING) {
                        before.prove(statement);
                    }
                    return real.prove(statement, files, watch);
                },
                ground.room.folder());
    }

    @Test
    public void aWindowPostThatCouldNotBeSentIsSentLaterAndNotProvenAgain() throws Exception {
        begin(SealedSectors.prover());
        List<PostStatement> proven = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int[] left = {3};
        provingAfter(proven::add);
        MessagePool real = ground.net.node().pool();
        MessagePool poor = (MessagePool) Proxy.newProxyInstance(
                MessagePool.class.getClassLoader(), new Class<?>[] {MessagePool.class}, (self, method, args) -> {
                    if (method.getName().equals("send")
                            && ((Outgoing) args[0]).method() == MinerActor.SUBMIT_WINDOWED_POST
                            && left[0] > 0) {
                        left[0]--;
                        refused.add(((Outgoing) args[0]).key());
                        return CompletableFuture.failedFuture(
                                new ChainException(ChainException.Reason.UNAVAILABLE, "the worker has no money"));
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        ground.start(ground.net.node(), poor, ground.store);
        while (ground.executed(MinerActor.SUBMIT_WINDOWED_POST).isEmpty()) {
            ground.net.turn(1);
        }
        assertThat(refused).hasSize(3).containsOnly(refused.get(0));
        assertThat(proven).doesNotHaveDuplicates();
        assertThat(ground.executed(MinerActor.SUBMIT_WINDOWED_POST))
                .allMatch(post -> post.receipt().ok());
    }

    @Test
    public void aPatrolThatBreaksWalksAgainBeforeItIsTooLate() throws Exception {
        begin(SealedSectors.prover());
        long number = handedOver(30);
        ground.until(number, SectorState.ACTIVE);
        ground.until(ground.epoch() + 45);
        Path replica = folder(number).resolve("sealed");
        byte[] bad = Files.readAllBytes(replica);
        bad[5] ^= 1;
        Files.write(replica, bad);
        int[] broken = {0};
        provingAfter(statement -> {
            boolean ours = statement.sectors().stream().anyMatch(replicaOf -> replicaOf.number() == number);
            if (ours && statement.sectors().size() == 1 && broken[0] < 1) {
                broken[0]++;
                throw new ProofException(ProofException.Reason.DISAGREED, "two backends differ");
            }
        });
        ground.start(ground.store);
        ground.until(ground.epoch() + 40);
        assertThat(broken[0]).isEqualTo(1);
        assertThat(ground.executed(MinerActor.DECLARE_FAULTS)).hasSize(1).allMatch(declared -> declared.receipt()
                .ok());
        assertThat(ground.sector(number).health()).isEqualTo(SectorHealth.FAULTY);
    }

    @Test
    public void unsealingWaitsForItsTurnAndSaysAtOnceWhatCannotBe() throws Exception {
        Path folder = begin(SealedSectors.prover());
        SectorPiece piece = ground.published(1500, ground.epoch() + 30, ground.epoch() + 180);
        long number = ground.add(piece).sector();
        ground.until(number, SectorState.ACTIVE);
        assertThatThrownBy(() -> ground.net.await(ground.pipeline.unseal(
                        ground.miner, number, folder.resolve("nowhere").resolve("file"), Watch.NONE)))
                .hasMessageContaining("is no folder that this node can write to");
        slow = true;
        CompletableFuture<Path> one = ground.pipeline
                .unseal(ground.miner, number, folder.resolve("one"), Watch.NONE)
                .toCompletableFuture();
        CompletableFuture<Path> two = ground.pipeline
                .unseal(ground.miner, number, folder.resolve("two"), Watch.NONE)
                .toCompletableFuture();
        assertThatThrownBy(() -> ground.pipeline
                        .unseal(ground.miner, number, folder.resolve(".").resolve("one"), Watch.NONE)
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("is being written already");
        // They share files on their way: one after the other.
        assertThat(held).hasSize(1);
        Files.writeString(folder.resolve("one.part"), "somebody's own");
        held.poll().run();
        assertThat(one).isDone();
        assertThat(folder.resolve("one.part")).hasContent("somebody's own");
        assertThat(held).hasSize(1);
        ground.pipeline.close();
        assertThatThrownBy(two::join).hasCauseInstanceOf(SectorException.class).hasMessageContaining("being stopped");
        letGo();
        assertThatThrownBy(() -> ground.pipeline
                        .unseal(ground.miner, number, folder.resolve("three"), Watch.NONE)
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("being stopped");
        assertThat(folder.resolve("one")).exists();
        assertThat(folder.resolve("two")).doesNotExist();
    }
}
