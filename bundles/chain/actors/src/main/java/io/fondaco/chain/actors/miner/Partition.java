package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Epoch;
import java.util.List;
import java.util.function.Function;

/**
 * Sectors that are proven together, a tuple of eleven. Each read from the state is an object of its own, which a method
 * changes and writes back.
 */
final class Partition {
    private static final int EXPIRATIONS = 4;
    private static final int EARLY = 3;

    BitField sectors = BitField.EMPTY;
    BitField unproven = BitField.EMPTY;
    BitField faults = BitField.EMPTY;
    BitField recoveries = BitField.EMPTY;
    BitField terminated = BitField.EMPTY;
    StateArray<ExpirationSet> expirations;
    /** Sectors that were terminated, by epoch, until that is settled. */
    StateArray<BitField> earlyTerminated;

    PowerPair livePower = PowerPair.ZERO;
    PowerPair unprovenPower = PowerPair.ZERO;
    PowerPair faultyPower = PowerPair.ZERO;
    PowerPair recoveringPower = PowerPair.ZERO;

    /** Where infos of sectors come from, and how its expirations are rounded. */
    record Ground(Function<BitField, List<SectorInfo>> infos, Quantum quantum, long sectorSize) {
        PowerPair power(BitField numbers) {
            return SectorInfo.power(infos.apply(numbers), sectorSize);
        }
    }

    /** What faults came to. @param claim how the claim changes */
    record Faulted(BitField faults, PowerPair faulty, PowerPair claim) {}

    Partition(BlockStore store) {
        expirations = StateArray.empty(store, EXPIRATIONS, ExpirationSet.CODEC);
        earlyTerminated = StateArray.empty(store, EARLY, BitFields.CODEC);
    }

    static Codec<Partition> codec(BlockStore store) {
        return new Codec<>(Partition::write, in -> read(in, store));
    }

    private static void write(CborWriter out, Partition p) {
        out.writeListHeader(11);
        List.of(p.sectors, p.unproven, p.faults, p.recoveries, p.terminated).forEach(bits -> bits.write(out));
        out.writeCid(p.expirations.flush()).writeCid(p.earlyTerminated.flush());
        List.of(p.livePower, p.unprovenPower, p.faultyPower, p.recoveringPower)
                .forEach(power -> PowerPair.CODEC.writer().accept(out, power));
    }

    private static Partition read(CborReader in, BlockStore store) {
        in.readListHeader(11);
        Partition p = new Partition(store);
        p.sectors = BitField.read(in);
        p.unproven = BitField.read(in);
        p.faults = BitField.read(in);
        p.recoveries = BitField.read(in);
        p.terminated = BitField.read(in);
        p.expirations = StateArray.load(store, in.readCid(), EXPIRATIONS, ExpirationSet.CODEC);
        p.earlyTerminated = StateArray.load(store, in.readCid(), EARLY, BitFields.CODEC);
        p.livePower = PowerPair.CODEC.reader().apply(in);
        p.unprovenPower = PowerPair.CODEC.reader().apply(in);
        p.faultyPower = PowerPair.CODEC.reader().apply(in);
        p.recoveringPower = PowerPair.CODEC.reader().apply(in);
        return p;
    }

    BitField live() {
        return sectors.minus(terminated);
    }

    BitField active() {
        return live().minus(faults).minus(unproven);
    }

    PowerPair activePower() {
        return livePower.minus(faultyPower).minus(unprovenPower);
    }

    private ExpirationQueue queue(Ground ground) {
        return new ExpirationQueue(expirations, ground.quantum, ground.sectorSize);
    }

    /** Takes new sectors, which have no power before their first proof. */
    void add(List<SectorInfo> added, Ground ground) {
        addProven(added, ground);
        unproven = unproven.union(numbers(added));
        unprovenPower = unprovenPower.plus(SectorInfo.power(added, ground.sectorSize));
    }

    /** Takes sectors that were proven in another partition. */
    void addProven(List<SectorInfo> added, Ground ground) {
        ExpirationQueue queue = queue(ground);
        queue.addActive(added);
        expirations = queue.array();
        sectors = sectors.union(numbers(added));
        livePower = livePower.plus(SectorInfo.power(added, ground.sectorSize));
    }

    private static BitField numbers(List<SectorInfo> infos) {
        return BitField.of(infos.stream().mapToLong(SectorInfo::number).toArray());
    }

    /** Puts other infos of active sectors in. @return how the claim changes @throws Abort (16) for others */
    PowerPair replace(List<SectorInfo> before, List<SectorInfo> after, Ground ground) {
        Abort.unlessArgument(
                active().containsAll(numbers(before)),
                "sectors " + numbers(before).minus(active()) + " are not active in the partition");
        ExpirationQueue queue = queue(ground);
        queue.remove(before, BitField.EMPTY);
        queue.addActive(after);
        expirations = queue.array();
        PowerPair delta = SectorInfo.power(after, ground.sectorSize).minus(SectorInfo.power(before, ground.sectorSize));
        livePower = livePower.plus(delta);
        return delta;
    }

    /** Sectors that are proven for the first time have power now. */
    PowerPair activate() {
        PowerPair power = unprovenPower;
        unproven = BitField.EMPTY;
        unprovenPower = PowerPair.ZERO;
        return power;
    }

    /** Sectors that are said to be faulty. @throws Abort (16) for sectors that are not in it */
    Faulted fault(BitField numbers, Epoch latest, Ground ground) {
        Abort.unlessArgument(
                sectors.containsAll(numbers), "sectors " + numbers.minus(sectors) + " are not in the partition");
        BitField retracted = recoveries.intersection(numbers);
        BitField fresh = numbers.minus(terminated).minus(faults);
        PowerPair power = PowerPair.ZERO;
        PowerPair claim = PowerPair.ZERO;
        if (!fresh.isEmpty()) {
            List<SectorInfo> infos = ground.infos.apply(fresh);
            ExpirationQueue queue = queue(ground);
            queue.fault(infos, latest);
            expirations = queue.array();
            BitField never = unproven.intersection(fresh);
            PowerPair neverPower = ground.power(never);
            power = SectorInfo.power(infos, ground.sectorSize);
            faults = faults.union(fresh);
            faultyPower = faultyPower.plus(power);
            unproven = unproven.minus(never);
            unprovenPower = unprovenPower.minus(neverPower);
            claim = neverPower.minus(power);
        }
        if (!retracted.isEmpty()) {
            recoveries = recoveries.minus(retracted);
            recoveringPower = recoveringPower.minus(ground.power(retracted));
        }
        return new Faulted(fresh, power, claim);
    }

    /** Faulty sectors that will be proven again. @throws Abort (16) for sectors that are not in it */
    void declareRecovered(BitField numbers, Ground ground) {
        Abort.unlessArgument(
                sectors.containsAll(numbers), "sectors " + numbers.minus(sectors) + " are not in the partition");
        BitField fresh = numbers.intersection(faults).minus(recoveries);
        recoveries = recoveries.union(fresh);
        recoveringPower = recoveringPower.plus(ground.power(fresh));
    }

    /** What was to recover was proven. @return its power */
    PowerPair recover(Ground ground) {
        PowerPair power = recoveringPower;
        ExpirationQueue queue = queue(ground);
        queue.recover(ground.infos.apply(recoveries));
        expirations = queue.array();
        faults = faults.minus(recoveries);
        recoveries = BitField.EMPTY;
        faultyPower = faultyPower.minus(power);
        recoveringPower = PowerPair.ZERO;
        return power;
    }

    /** All sectors become faulty, as no proof came. */
    Faulted miss(Epoch latest, Ground ground) {
        PowerPair fresh = livePower.minus(faultyPower);
        PowerPair claim = unprovenPower.minus(fresh);
        BitField freshFaults = live().minus(faults);
        ExpirationQueue queue = queue(ground);
        queue.faultAll(latest);
        expirations = queue.array();
        faults = live();
        recoveries = BitField.EMPTY;
        unproven = BitField.EMPTY;
        faultyPower = livePower;
        recoveringPower = PowerPair.ZERO;
        unprovenPower = PowerPair.ZERO;
        return new Faulted(freshFaults, fresh, claim);
    }

    /** Ends what ends by {@code until}; what ends early is to be settled. */
    ExpirationSet expire(Epoch until, Ground ground) {
        ExpirationQueue queue = queue(ground);
        ExpirationSet popped = queue.pop(until);
        expirations = queue.array();
        BitField all = popped.all();
        terminated = terminated.union(all);
        faults = faults.minus(all);
        livePower = livePower.minus(popped.active().plus(popped.faulty()));
        faultyPower = faultyPower.minus(popped.faulty());
        earlyTerminated = BitFields.add(earlyTerminated, until, popped.early());
        return popped;
    }

    /** Ends sectors before their time. @throws Abort (16) unless all of them are live @return what they were */
    ExpirationSet terminate(BitField numbers, Epoch now, Ground ground) {
        Abort.unlessArgument(
                live().containsAll(numbers), "sectors " + numbers.minus(live()) + " are not live in the partition");
        ExpirationQueue queue = queue(ground);
        ExpirationSet removed = queue.remove(ground.infos.apply(numbers), faults);
        expirations = queue.array();
        BitField never = unproven.intersection(numbers);
        PowerPair neverPower = ground.power(never);
        recoveringPower = recoveringPower.minus(ground.power(recoveries.intersection(numbers)));
        recoveries = recoveries.minus(numbers);
        faults = faults.minus(numbers);
        unproven = unproven.minus(numbers);
        terminated = terminated.union(numbers);
        livePower = livePower.minus(removed.active().plus(removed.faulty()));
        faultyPower = faultyPower.minus(removed.faulty());
        unprovenPower = unprovenPower.minus(neverPower);
        earlyTerminated = BitFields.add(earlyTerminated, now, numbers);
        return new ExpirationSet(
                removed.onTime(),
                removed.early(),
                removed.pledge(),
                removed.active().minus(neverPower),
                removed.faulty());
    }
}
