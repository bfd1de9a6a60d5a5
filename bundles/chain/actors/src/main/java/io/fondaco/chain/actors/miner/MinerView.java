package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.PostStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A miner as people and nodes see it, at one state. It reads when asked and changes nothing; ask it before the tree changes.
 */
public final class MinerView {
    /**
     * Partitions that are proven in the same window.
     *
     * @param posted indices of partitions that were proven in the window that is open, if it is this one's
     * @param live how many sectors did not end
     * @param proofs that can be disputed after the last window: how many were taken unseen
     */
    public record DeadlineView(long index, List<PartitionView> partitions, BitField posted, long live, long proofs) {
        public DeadlineView {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * Sectors that are proven together, by number.
     *
     * @param all that were ever put in and not taken out by compaction
     * @param faulty not proven, no power
     * @param recovering faulty, back with the next proof
     * @param unproven no proof yet, no power
     * @param terminated ended
     */
    public record PartitionView(
            long index,
            BitField all,
            BitField faulty,
            BitField recovering,
            BitField unproven,
            BitField terminated,
            PowerPair livePower,
            PowerPair activePower) {
        /** Sectors that did not end. */
        public BitField live() {
            return all.minus(terminated);
        }

        /** Sectors with power. */
        public BitField active() {
            return live().minus(faulty).minus(unproven);
        }

        /** Sectors a window PoSt is about: live ones but those that stay faulty. */
        public BitField toProve() {
            return live().minus(faulty.minus(recovering));
        }
    }

    private final StateTree tree;
    private final Address id;
    private final MinerState state;
    private final TokenAmount balance;
    private final Policy policy;

    private MinerView(StateTree tree, Address id, MinerState state, TokenAmount balance, Policy policy) {
        this.tree = tree;
        this.id = id;
        this.state = state;
        this.balance = balance;
        this.policy = policy;
    }

    /** The miner at an address of any protocol; empty if there is none. */
    public static Optional<MinerView> of(StateTree tree, Address miner, Policy policy) {
        return tree.resolve(miner).flatMap(id -> {
            ActorEntry entry = tree.actor(id).orElse(null);
            return entry == null || !entry.is(ActorCode.STORAGE_MINER)
                    ? Optional.empty()
                    : tree.state(id, MinerState.class)
                            .map(state -> new MinerView(tree, id, state, entry.balance(), policy));
        });
    }

    /** Its ID address. */
    public Address id() {
        return id;
    }

    public MinerState state() {
        return state;
    }

    public MinerInfo info() {
        return state.info().get();
    }

    /** Bytes of a sector. */
    public long sectorSize() {
        return info().type().sectorSize();
    }

    /** The f3 address of the worker: whose signatures and tickets its blocks have. @throws StateException if it has no account */
    public Address workerKey() {
        return keyOf(info().worker());
    }

    /** The key address of an account. @throws StateException if there is none */
    public Address keyOf(Address account) {
        return tree.state(account, AccountState.class)
                .map(AccountState::address)
                .orElseThrow(() -> new StateException(account + ", who acts for miner " + id + ", is no account"));
    }

    /** What it owes, attoFIL; more than 0 keeps it from pre-committing, withdrawing and making blocks. */
    public TokenAmount feeDebt() {
        return state.funds().debt();
    }

    /** The last epoch in which it is excluded for breaking consensus; -1 if it never did. */
    public Epoch consensusFaultElapsed() {
        return info().faultElapsed();
    }

    /** What is neither bound nor owed, attoFIL; below 0 if the debt is larger. Rewards that vested but are not taken out count as bound. */
    public TokenAmount availableBalance() {
        return balance.minus(state.funds().bound()).minus(state.funds().debt());
    }

    /** All it has, bound or not, attoFIL. */
    public TokenAmount balance() {
        return balance;
    }

    /** Its power as elections count it, bytes. */
    public PowerPair power() {
        return tree.state(Singletons.STORAGE_POWER, PowerState.class)
                .flatMap(power -> power.claims().get(id))
                .map(claim -> new PowerPair(claim.raw(), claim.qualityAdjusted()))
                .orElse(PowerPair.ZERO);
    }

    /**
     * Whether it may make blocks: it has power enough at {@code lookback}, owes nothing here and is not excluded.
     *
     * @param parents height of the tipset they are built on
     * @param lookback power at the state elections count with
     */
    public boolean mayMine(Epoch parents, PowerState lookback) {
        return lookback.eligible(id, policy.power())
                && lookback.claims()
                        .get(id)
                        .filter(claim -> claim.qualityAdjusted().signum() > 0)
                        .isPresent()
                && feeDebt().isZero()
                && parents.isAfter(consensusFaultElapsed());
    }

    /** The deadline that is open at {@code now}. */
    public DeadlineInfo openDeadline(Epoch now) {
        return state.open(now, policy.proving());
    }

    /** The next time, not over at {@code now}, that deadline {@code index} is open. */
    public DeadlineInfo nextDeadline(long index, Epoch now) {
        return DeadlineInfo.next(index, now, state.periodStart(), policy.proving());
    }

    /** All deadlines of a period. */
    public List<DeadlineView> deadlines() {
        List<DeadlineView> all = new ArrayList<>();
        state.forEachDeadline(tree.store(), (index, deadline) -> all.add(view(index, deadline)));
        return List.copyOf(all);
    }

    /** @throws io.fondaco.chain.actors.Abort (16) if there is no such deadline */
    public DeadlineView deadline(long index) {
        return view(index, state.deadline(index, tree.store()));
    }

    private static DeadlineView view(long index, Deadline deadline) {
        List<PartitionView> partitions = new ArrayList<>();
        deadline.partitions.forEach((at, p) -> partitions.add(new PartitionView(
                at, p.sectors, p.faults, p.recoveries, p.unproven, p.terminated, p.livePower, p.activePower())));
        return new DeadlineView(index, partitions, deadline.posted, deadline.live, deadline.postsSnapshot.count());
    }

    /**
     * What a window PoSt of partitions has to prove, as the chain will check it.
     *
     * @param skipped sectors in them that cannot be proven and become faulty
     * @param randomness {@link io.fondaco.chain.consensus.RandomnessTag#WINDOW_POST} at the challenge of the deadline, with
     *     the miner's address as entropy
     * @return empty if no sector is left, or they are of the kind none
     */
    public Optional<PostStatement> windowStatement(
            long deadline, Collection<Long> partitions, BitField skipped, byte[] randomness) {
        List<Syscalls.Challenged> challenged = new ArrayList<>();
        for (PartitionView partition : deadline(deadline).partitions()) {
            if (partitions.contains(partition.index())) {
                partition.toProve().minus(skipped).stream().forEach(number -> sector(number)
                        .ifPresent(info ->
                                challenged.add(new Syscalls.Challenged(info.sealProof(), number, info.sealedCid()))));
            }
        }
        return challenged.isEmpty() || info().type().none()
                ? Optional.empty()
                : Optional.of(Statements.window(info().type().windowPost(), id.idNumber(), randomness, challenged));
    }

    /**
     * A window PoSt that was taken unseen.
     *
     * @param index by which it is disputed
     * @param sectors it is about; one that was to be proven stands for those that were not
     */
    public record Unseen(long index, List<Syscalls.PostProof> proofs, List<Syscalls.Challenged> sectors) {}

    /**
     * The window PoSts of the last time a deadline was open, which can be disputed for a while.
     *
     * @param deadline its index
     */
    public List<Unseen> unseen(long deadline) {
        Deadline snapshot = state.deadline(deadline, tree.store());
        List<Unseen> all = new ArrayList<>();
        snapshot.postsSnapshot.forEach((index, post) -> {
            BitField sectors = BitField.EMPTY;
            BitField ignored = BitField.EMPTY;
            for (long at : post.partitions().stream().toArray()) {
                Partition then = snapshot.partitionsSnapshot.get(at).orElseThrow();
                sectors = sectors.union(then.sectors);
                ignored = ignored.union(then.faults).union(then.terminated);
            }
            all.add(new Unseen(index, post.proofs(), Posts.challenged(snapshot.sectorsSnapshot, sectors, ignored)));
        });
        return all;
    }

    /** Numbers of all sectors with power: what a winning PoSt is drawn from. */
    public BitField activeSectors() {
        return deadlines().stream()
                .flatMap(deadline -> deadline.partitions().stream())
                .map(PartitionView::active)
                .reduce(BitField.EMPTY, BitField::union);
    }

    /** A sector that was proven; it stays for a while after it ended. */
    public Optional<SectorInfo> sector(long number) {
        return number < 0 || number > Sectors.MAX_NUMBER
                ? Optional.empty()
                : state.sectors().proven().get(number);
    }

    /** A sector that is to be proven. */
    public Optional<PreCommit> preCommit(long number) {
        return number < 0 || number > Sectors.MAX_NUMBER
                ? Optional.empty()
                : state.sectors().preCommitted().get(Keys.unsigned(number));
    }

    /** Numbers of sectors that were ever used. */
    public BitField usedNumbers() {
        return state.sectors().allocated().get();
    }

    /** Bytes of power of all miners, as elections count them. */
    public static PowerPair totalPower(StateTree tree, Policy policy) {
        return tree.state(Singletons.STORAGE_POWER, PowerState.class)
                .map(power -> power.current(policy.power()))
                .map(now -> new PowerPair(now.raw(), now.qualityAdjusted()))
                .orElse(PowerPair.ZERO);
    }
}
