package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.function.Supplier;

/**
 * A miner's money covers what is bound, its sectors are each in one partition, and its claim is the power of those that are
 * proven. Miners whose state is not this room's are left out.
 */
public final class MinerInvariants implements Invariants {
    @Override
    public void check(Report report) {
        Pledge pledge = new Pledge();
        report.tree().forEach((address, entry) -> {
            if (entry.is(ActorCode.STORAGE_MINER)) {
                State state = report.tree().state(address, State.class).orElse(null);
                if (state instanceof MinerState miner) {
                    new Look(report, address, miner).look(entry.balance());
                    pledge.sum = pledge.sum
                            .plus(miner.funds().pledge())
                            .plus(miner.funds().locked());
                } else {
                    pledge.known = false;
                }
            }
        });
        report.tree()
                .state(Singletons.STORAGE_POWER, PowerState.class)
                .ifPresent(power -> report.rule(
                        !pledge.known || power.pledge().equals(pledge.sum),
                        Singletons.STORAGE_POWER,
                        () -> "a pledge of " + power.pledge() + ", miners have " + pledge.sum));
    }

    private static final class Pledge {
        private TokenAmount sum = TokenAmount.ZERO;
        private boolean known = true;
    }

    private static final class Look {
        private final Report report;
        private final Address miner;
        private final MinerState state;
        private final long size;
        private BitField seen = BitField.EMPTY;
        private PowerPair active = PowerPair.ZERO;
        private TokenAmount deposits = TokenAmount.ZERO;

        Look(Report report, Address miner, MinerState state) {
            this.report = report;
            this.miner = miner;
            this.state = state;
            size = state.info().get().type().sectorSize();
        }

        private void rule(boolean kept, Supplier<String> broken) {
            report.rule(kept, miner, broken);
        }

        void look(TokenAmount balance) {
            Funds funds = state.funds();
            rule(
                    balance.compareTo(funds.bound()) >= 0,
                    () -> "a balance of " + balance + ", bound are " + funds.bound());
            rule(
                    funds.vesting().get().sum().equals(funds.locked()),
                    () -> funds.vesting().get().sum() + " vest, locked are " + funds.locked());
            rule(!funds.debt().isNegative(), () -> "a debt of " + funds.debt());
            rule(
                    state.cronActive()
                            || funds.deposits().isZero() && funds.pledge().isZero(),
                    () -> "there are sectors, and nobody calls");
            state.sectors().preCommitted().forEach((key, preCommit) -> {
                long number = preCommit.sector().number();
                rule(
                        state.sectors().allocated().get().contains(number),
                        () -> "sector " + number + " is to be proven and its number not in use");
                deposits = deposits.plus(preCommit.deposit());
            });
            rule(deposits.equals(funds.deposits()), () -> "deposits " + funds.deposits() + ", of sectors " + deposits);
            state.forEachDeadline(report.tree().store(), this::deadline);
            claim();
        }

        private void claim() {
            PowerParams.PowerDelta expected = active.delta();
            report.tree()
                    .state(Singletons.STORAGE_POWER, PowerState.class)
                    .flatMap(power -> power.claims().get(miner))
                    .ifPresent(claim -> rule(
                            claim.raw().equals(expected.raw())
                                    && claim.qualityAdjusted().equals(expected.qualityAdjusted()),
                            () -> "the claim is " + claim + ", active are " + expected));
        }

        private void deadline(long index, Deadline deadline) {
            Counts counts = new Counts();
            deadline.partitions.forEach((at, partition) -> {
                partition(index, at, partition);
                counts.live += partition.live().count();
                counts.total += partition.sectors.count();
                counts.faulty = counts.faulty.plus(partition.faultyPower);
                rule(
                        partition.earlyTerminated.count() == 0 || deadline.earlyTerminations.contains(at),
                        () -> "deadline " + index + " forgets early ends of partition " + at);
            });
            rule(
                    deadline.live == counts.live
                            && deadline.total == counts.total
                            && deadline.faultyPower.equals(counts.faulty),
                    () -> "deadline " + index + " has " + deadline.live + " of " + deadline.total + " sectors live and "
                            + deadline.faultyPower + " faulty, its partitions " + counts.live + ", " + counts.total
                            + " and " + counts.faulty);
            rule(
                    deadline.earlyTerminations.isEmpty()
                            || state.earlyTerminations().contains(index),
                    () -> "early ends of deadline " + index + " are forgotten");
        }

        private void partition(long index, long at, Partition p) {
            String where = "partition " + at + " of deadline " + index + ": ";
            BitField live = p.live();
            rule(p.sectors.intersection(seen).isEmpty(), () -> where + "sectors are in another one too");
            seen = seen.union(p.sectors);
            rule(p.sectors.containsAll(p.terminated), () -> where + "terminated " + p.terminated);
            rule(live.containsAll(p.faults), () -> where + "faults " + p.faults + " of live " + live);
            rule(live.containsAll(p.unproven), () -> where + "unproven " + p.unproven + " of live " + live);
            rule(p.faults.containsAll(p.recoveries), () -> where + "recoveries " + p.recoveries + " of " + p.faults);
            rule(p.faults.intersection(p.unproven).isEmpty(), () -> where + "unproven faults");
            rule(power(live).equals(p.livePower), () -> where + "live power " + p.livePower);
            rule(power(p.faults).equals(p.faultyPower), () -> where + "faulty power " + p.faultyPower);
            rule(power(p.unproven).equals(p.unprovenPower), () -> where + "unproven power " + p.unprovenPower);
            rule(power(p.recoveries).equals(p.recoveringPower), () -> where + "recovering " + p.recoveringPower);
            active = active.plus(p.activePower());
            Quantum quantum = state.ground(index, report.policy().proving()).quantum();
            Counts ending = new Counts();
            p.expirations.forEach((epoch, set) -> {
                rule(
                        quantum.on(Epoch.of(epoch)),
                        () -> where + "sectors end at " + epoch + ", not at the end of a deadline");
                rule(ending.numbers.intersection(set.all()).isEmpty(), () -> where + "sectors end twice");
                rule(p.faults.containsAll(set.early()), () -> where + "sectors end early that are not faulty");
                ending.numbers = ending.numbers.union(set.all());
                ending.live += set.all().count();
                ending.faulty = ending.faulty.plus(set.faulty());
                rule(
                        set.active().plus(set.faulty()).equals(power(set.all())),
                        () -> where + "power that ends at " + epoch + " is " + set);
            });
            rule(
                    ending.numbers.equals(live) && ending.faulty.equals(p.faultyPower),
                    () -> where + ending.numbers + " end, live are " + live);
        }

        private PowerPair power(BitField numbers) {
            return SectorInfo.power(Sectors.infos(state.sectors().proven(), numbers), size);
        }
    }

    private static final class Counts {
        private long live;
        private long total;
        private PowerPair faulty = PowerPair.ZERO;
        private BitField numbers = BitField.EMPTY;
    }
}
