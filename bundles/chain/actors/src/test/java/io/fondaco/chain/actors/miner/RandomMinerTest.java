package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** A miner that does anything at any time: no rule is broken after any message or epoch. {@link MinerWorld} looks. */
public class RandomMinerTest {
    private static final int EPOCHS = Boolean.getBoolean("fondaco.long") ? 6000 : 500;

    @Test
    public void firstLoad() {
        run(1);
    }

    @Test
    public void secondLoad() {
        run(2);
    }

    private static void run(long seed) {
        Load load = new Load(seed, true);
        Cid root = load.run();
        assertThat(load.codes).contains(0L, 16L).doesNotContain((long) ExitCode.SYS_ILLEGAL_INSTRUCTION, 24L, 1000L);
        assertThat(load.accepted)
                .contains(
                        MinerActor.PROVE_COMMIT_SECTOR,
                        MinerActor.SUBMIT_WINDOWED_POST,
                        MinerActor.DECLARE_FAULTS,
                        MinerActor.TERMINATE_SECTORS);
        // What is in memory makes no difference.
        assertThat(new Load(seed, false).run()).isEqualTo(root);
    }

    private static final class Load {
        private final MinerWorld m = new MinerWorld();
        private final Random random;
        private final boolean reloading;
        private final Set<Long> codes = new HashSet<>();
        private final Set<Long> accepted = new HashSet<>();

        Load(long seed, boolean reloading) {
            random = new Random(seed);
            this.reloading = reloading;
        }

        Cid run() {
            for (int i = 0; i < EPOCHS; i++) {
                step();
                m.until(m.world.epoch() + 1);
                if (i % 50 == 0 && reloading) {
                    m.world.reload();
                }
            }
            return m.world.tree().flush();
        }

        private void step() {
            long number = random.nextInt(20);
            switch (random.nextInt(9)) {
                case 0, 1 -> send(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(number)));
                case 2, 3 ->
                    m.state()
                            .sectors()
                            .preCommitted()
                            .forEach((key, sector) -> send(
                                    MinerActor.PROVE_COMMIT_SECTOR,
                                    MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(
                                            sector.sector().number(), new byte[0]))));
                case 4 -> each(random.nextInt(8) == 0 ? MinerActor.TERMINATE_SECTORS : MinerActor.DECLARE_FAULTS);
                case 5 -> each(MinerActor.DECLARE_FAULTS_RECOVERED);
                case 6 -> m.reward(random.nextBoolean() ? TokenAmount.ZERO : TokenAmount.fil("0.1"));
                default -> {}
            }
            if (random.nextInt(3) > 0) {
                prove();
            }
        }

        private void each(long method) {
            for (long i = 0; i < 48; i++) {
                Deadline deadline = m.state().deadline(i, m.world.store);
                for (long at = 0; at < deadline.partitions.count(); at++) {
                    BitField live = deadline.partition(at).live();
                    if (!live.isEmpty() && random.nextInt(3) == 0) {
                        send(
                                method,
                                MinerParams.DECLARED.encode(List.of(new MinerParams.Declared(
                                        i, at, live.slice(random.nextInt((int) live.count()), 1)))));
                    }
                }
            }
        }

        private void prove() {
            DeadlineInfo open = m.state().open(Epoch.of(m.world.epoch()), Policy.DEVNET_UNPROVEN.proving());
            if (m.state().deadline(open.index(), m.world.store).live > 0) {
                Epoch commit = Epoch.of(m.world.epoch() - 1);
                send(
                        MinerActor.SUBMIT_WINDOWED_POST,
                        MinerParams.WindowPost.CODEC.encode(new MinerParams.WindowPost(
                                open.index(),
                                List.of(new MinerParams.Proven(0, BitField.EMPTY)),
                                List.of(new Syscalls.PostProof(-1, new byte[0])),
                                commit,
                                m.world.syscalls.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0]))));
            }
        }

        private void send(long method, byte[] params) {
            Applied applied = m.world.send(0, m.miner, method, params, TokenAmount.ZERO);
            codes.add(applied.receipt().exitCode());
            if (applied.receipt().exitCode() == 0) {
                accepted.add(method);
            }
        }
    }
}
