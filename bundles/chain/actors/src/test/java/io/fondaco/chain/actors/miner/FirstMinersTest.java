package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.Test;

/** A network that begins with miners can elect one of them at once. */
public class FirstMinersTest {
    private static final Address ALICE = World.key("alice").address();
    private static final Address WORKER = MinerWorld.blsKey("first worker");
    private static final Address BOTH = MinerWorld.blsKey("owner and worker");
    private static final Address FIRST = Address.id(103);
    private static final Address SECOND = Address.id(104);

    private final World.Calls syscalls = new World.Calls();

    private static Genesis.Miner miner(Address owner, Address worker, int sectors, long size) {
        return new Genesis.Miner(owner, worker, new byte[] {7}, sectors, ProofType.unproven(size));
    }

    private static Genesis genesis(String fil, Genesis.Miner... miners) {
        return new Genesis(
                "devnet",
                Instant.EPOCH,
                Policy.DEVNET_UNPROVEN,
                List.of(
                        new Genesis.Account(ALICE, TokenAmount.fil(fil)),
                        new Genesis.Account(BOTH, TokenAmount.fil("10"))),
                List.of(miners));
    }

    private static StateTree build(Genesis genesis) {
        StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(8));
        genesis.build(tree);
        return tree;
    }

    private static StateTree twoMiners() {
        return build(genesis("5000", miner(ALICE, WORKER, 3, 8 << 20), miner(BOTH, BOTH, 100, 2048)));
    }

    private static MinerView view(StateTree tree, Address miner) {
        return MinerView.of(tree, miner, Policy.DEVNET_UNPROVEN).orElseThrow();
    }

    private static PowerState power(StateTree tree) {
        return tree.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
    }

    private static void audited(StateTree tree, long epoch) {
        assertThat(Audit.of(tree, Policy.DEVNET_UNPROVEN, Epoch.of(epoch), Builtin.invariants())
                        .violations())
                .isEmpty();
    }

    private StateTree run(StateTree tree, int epochs, BiConsumer<Machine, MinerView> eachMiner) {
        for (int epoch = 1; epoch <= epochs; epoch++) {
            Machine machine = new Machine(tree, syscalls, Policy.DEVNET_UNPROVEN, Epoch.of(epoch), TokenAmount.ZERO);
            for (Address miner : List.of(FIRST, SECOND)) {
                eachMiner.accept(machine, view(tree, miner));
            }
            Applied tick = machine.cron();
            assertThat(tick.failure()).isEmpty();
            assertThat(tick.notes()).isEmpty();
            audited(tree, epoch);
        }
        return tree;
    }

    private void prove(Machine machine, MinerView miner) {
        DeadlineInfo open = miner.openDeadline(machine.epoch());
        MinerView.DeadlineView deadline = miner.deadline(open.index());
        if (machine.epoch().equals(open.open()) || deadline.live() == 0) {
            return;
        }
        for (MinerView.PartitionView partition : deadline.partitions()) {
            if (!deadline.posted().contains(partition.index())) {
                Epoch commit = machine.epoch().minus(1);
                MinerParams.WindowPost post = new MinerParams.WindowPost(
                        open.index(),
                        List.of(new MinerParams.Proven(partition.index(), BitField.EMPTY)),
                        List.of(new Syscalls.PostProof(miner.info().type().windowPost(), new byte[0])),
                        commit,
                        syscalls.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0]));
                Applied applied = machine.applyImplicit(
                        miner.info().worker(),
                        miner.id(),
                        MinerActor.SUBMIT_WINDOWED_POST,
                        MinerParams.WindowPost.CODEC.encode(post),
                        TokenAmount.ZERO);
                assertThat(applied.failure()).isEmpty();
            }
        }
    }

    @Test
    public void haveTheirPowerBeforeTheFirstEpoch() {
        StateTree tree = twoMiners();
        audited(tree, 0);
        MinerView first = view(tree, FIRST);
        assertThat(first.power().raw()).isEqualTo(BigInteger.valueOf(3L * (8 << 20)));
        assertThat(first.power().adjusted()).isEqualTo(first.power().raw());
        assertThat(first.info().owner()).isEqualTo(Address.id(100));
        assertThat(first.workerKey()).isEqualTo(WORKER);
        assertThat(first.activeSectors()).isEqualTo(BitField.of(0, 1, 2));
        assertThat(first.mayMine(Epoch.of(1), power(tree))).isTrue();
        assertThat(view(tree, SECOND).workerKey()).isEqualTo(BOTH);
        assertThat(view(tree, SECOND).activeSectors().count()).isEqualTo(100);
        BigInteger all = BigInteger.valueOf(3L * (8 << 20) + 100 * 2048);
        assertThat(MinerView.totalPower(tree, Policy.DEVNET_UNPROVEN)).isEqualTo(new PowerPair(all, all));
        assertThat(power(tree).last().smoothed().value()).isEqualTo(all);
        assertThat(power(tree).miners()).isEqualTo(2);
    }

    @Test
    public void haveTheirSectorsInManyDeadlines() {
        List<MinerView.DeadlineView> used = view(twoMiners(), SECOND).deadlines().stream()
                .filter(d -> d.live() > 0)
                .toList();
        assertThat(used).hasSizeGreaterThan(40);
        assertThat(used).allSatisfy(d -> assertThat(d.live()).isLessThanOrEqualTo(4));
        assertThat(used.stream().flatMap(d -> d.partitions().stream()))
                .allSatisfy(p -> assertThat(p.all().count()).isLessThanOrEqualTo(2));
    }

    @Test
    public void areAskedForAPledgeThatTheirOwnersPay() {
        StateTree tree = twoMiners();
        MinerView first = view(tree, FIRST);
        TokenAmount pledge = first.state().funds().pledge();
        assertThat(pledge.signum()).isPositive();
        assertThat(first.balance()).isEqualTo(pledge);
        assertThat(first.availableBalance()).isEqualTo(TokenAmount.ZERO);
        assertThat(first.feeDebt()).isEqualTo(TokenAmount.ZERO);
        assertThat(tree.actor(ALICE).orElseThrow().balance())
                .isEqualTo(TokenAmount.fil("5000").minus(pledge));
        assertThatThrownBy(() -> build(genesis("0.0000001", miner(ALICE, WORKER, 3, 32L << 30))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the pledge of 3 sectors is 3 FIL");
    }

    @Test
    public void keepTheirPowerWhileTheyProveAndLoseItOtherwise() {
        StateTree proving = run(twoMiners(), 480, this::prove);
        assertThat(view(proving, FIRST).activeSectors().count()).isEqualTo(3);
        assertThat(view(proving, SECOND).activeSectors().count()).isEqualTo(100);
        assertThat(view(proving, SECOND).feeDebt()).isEqualTo(TokenAmount.ZERO);

        StateTree idle = run(twoMiners(), 480, (machine, miner) -> {});
        assertThat(view(idle, FIRST).power()).isEqualTo(PowerPair.ZERO);
        assertThat(view(idle, SECOND).power()).isEqualTo(PowerPair.ZERO);
        assertThat(MinerView.totalPower(idle, Policy.DEVNET_UNPROVEN)).isEqualTo(PowerPair.ZERO);
        assertThat(view(idle, SECOND).deadlines().stream()
                        .flatMap(d -> d.partitions().stream())
                        .flatMapToLong(p -> LongStream.of(p.faulty().count()))
                        .sum())
                .isEqualTo(100);
        assertThat(view(idle, SECOND).feeDebt().signum()).isPositive();
        assertThat(view(idle, SECOND).mayMine(Epoch.of(481), power(twoMiners())))
                .isFalse();
    }

    @Test
    public void takeSectorsOfEachSizeADealMayNeed() {
        for (long size : new long[] {2048, 8 << 20, 512 << 20, 32L << 30}) {
            StateTree tree = build(genesis("100", miner(ALICE, WORKER, 2, size)));
            audited(tree, 0);
            assertThat(view(tree, FIRST).power().raw()).isEqualTo(BigInteger.valueOf(2 * size));
        }
    }

    @Test
    public void areNamedTheSameEachTimeAndByTwoAddresses() {
        assertThat(twoMiners().flush()).isEqualTo(twoMiners().flush());
        StateTree tree = twoMiners();
        List<Address> actors = new ArrayList<>();
        tree.forEach((address, entry) -> actors.add(address));
        assertThat(actors).contains(FIRST, SECOND);
        assertThat(tree.resolve(io.fondaco.chain.message.Message.actorAddress(ALICE, -1, 0)))
                .contains(FIRST);
    }

    @Test
    public void refuseWhatNoMinerCanHave() {
        assertThatThrownBy(() -> miner(ALICE, ALICE, 1, 2048)).hasMessageContaining("BLS for the worker");
        assertThatThrownBy(() -> miner(ALICE, WORKER, -1, 2048)).hasMessageContaining("-1 sectors");
        assertThatThrownBy(() -> ProofType.unproven(4096)).hasMessageContaining("no sectors of 4096 bytes");
        assertThatThrownBy(() -> genesis("5", miner(ALICE, WORKER, 1, 64L << 30)))
                .hasMessageContaining("devnet takes no unproven sectors of 68719476736 bytes");
        assertThatThrownBy(() -> new Genesis(
                        "mainnet",
                        Instant.EPOCH,
                        Policy.MAINNET,
                        List.of(),
                        List.of(miner(ALICE, WORKER, 1, 32L << 30))))
                .hasMessageContaining("mainnet takes no unproven sectors");
        assertThatThrownBy(() -> new Genesis.Miner(ALICE, WORKER, new byte[129], 1, ProofType.unproven(2048)))
                .hasMessageContaining("128 bytes at most");
        assertThat(MinerView.of(twoMiners(), ALICE, Policy.DEVNET_UNPROVEN)).isEmpty();
        assertThat(MinerView.of(twoMiners(), Address.id(999), Policy.DEVNET_UNPROVEN))
                .isEmpty();
    }
}
