package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateException;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When the sectors of a partition end, while a method works on it. Epochs are rounded up to the end of the deadline. A
 * faulty sector that would end later than it may be faulty ends early.
 */
final class ExpirationQueue {
    private final Quantum quantum;
    private final long size;
    private StateArray<ExpirationSet> array;

    /** @param size of a sector, bytes */
    ExpirationQueue(StateArray<ExpirationSet> array, Quantum quantum, long size) {
        this.array = array;
        this.quantum = quantum;
        this.size = size;
    }

    StateArray<ExpirationSet> array() {
        return array;
    }

    private void add(Epoch epoch, ExpirationSet set) {
        long key = quantum.up(epoch).number();
        array = array.with(key, array.get(key).orElse(ExpirationSet.NONE).plus(set));
    }

    private void put(long key, ExpirationSet set) {
        array = set.isEmpty() ? array.without(key) : array.with(key, set);
    }

    void addActive(Collection<SectorInfo> sectors) {
        sectors.forEach(s -> add(
                s.expiration(),
                new ExpirationSet(BitField.of(s.number()), BitField.EMPTY, s.pledge(), s.power(size), PowerPair.ZERO)));
    }

    private SortedMap<Long, ExpirationSet> sets() {
        SortedMap<Long, ExpirationSet> all = new TreeMap<>();
        array.forEach(all::put);
        return all;
    }

    /** The sectors by the epoch of the set they are in. */
    private static Map<Long, Map<Long, SectorInfo>> find(
            SortedMap<Long, ExpirationSet> sets, Collection<SectorInfo> sectors) {
        Map<Long, Map<Long, SectorInfo>> found = new TreeMap<>();
        for (SectorInfo sector : sectors) {
            long epoch = sets.entrySet().stream()
                    .filter(e -> e.getValue().all().contains(sector.number()))
                    .mapToLong(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new StateException("sector " + sector.number() + " never ends"));
            found.computeIfAbsent(epoch, e -> new HashMap<>()).put(sector.number(), sector);
        }
        return found;
    }

    private static BitField numbers(Collection<SectorInfo> sectors) {
        return BitField.of(sectors.stream().mapToLong(SectorInfo::number).toArray());
    }

    private static TokenAmount pledge(Collection<SectorInfo> sectors) {
        return sectors.stream().map(SectorInfo::pledge).reduce(TokenAmount.ZERO, TokenAmount::plus);
    }

    /** Sectors that were active become faulty; they end at {@code latest} if that is earlier. */
    void fault(Collection<SectorInfo> sectors, Epoch latest) {
        long last = quantum.up(latest).number();
        SortedMap<Long, ExpirationSet> sets = sets();
        find(sets, sectors).forEach((epoch, here) -> {
            PowerPair power = SectorInfo.power(here.values(), size);
            ExpirationSet set = sets.get(epoch);
            if (epoch <= last) {
                put(
                        epoch,
                        new ExpirationSet(
                                set.onTime(),
                                set.early(),
                                set.pledge(),
                                set.active().minus(power),
                                set.faulty().plus(power)));
            } else {
                BitField numbers = numbers(here.values());
                put(
                        epoch,
                        set.minus(new ExpirationSet(
                                numbers, BitField.EMPTY, pledge(here.values()), power, PowerPair.ZERO)));
                add(latest, new ExpirationSet(BitField.EMPTY, numbers, TokenAmount.ZERO, PowerPair.ZERO, power));
            }
        });
    }

    /** All sectors become faulty. */
    void faultAll(Epoch latest) {
        long last = quantum.up(latest).number();
        sets().forEach((epoch, set) -> {
            PowerPair power = set.active().plus(set.faulty());
            if (epoch <= last) {
                put(epoch, new ExpirationSet(set.onTime(), set.early(), set.pledge(), PowerPair.ZERO, power));
            } else {
                array = array.without(epoch);
                add(latest, new ExpirationSet(BitField.EMPTY, set.all(), TokenAmount.ZERO, PowerPair.ZERO, power));
            }
        });
    }

    /** Sectors that were faulty are active again, and end when they were to. */
    void recover(Collection<SectorInfo> sectors) {
        SortedMap<Long, ExpirationSet> sets = sets();
        List<SectorInfo> later = new ArrayList<>();
        find(sets, sectors).forEach((epoch, here) -> {
            ExpirationSet set = sets.get(epoch);
            Map<Boolean, List<SectorInfo>> split = here.values().stream()
                    .collect(Collectors.partitioningBy(s -> set.early().contains(s.number())));
            PowerPair power = SectorInfo.power(here.values(), size);
            put(
                    epoch,
                    new ExpirationSet(
                            set.onTime(),
                            set.early().minus(numbers(split.get(true))),
                            set.pledge(),
                            set.active().plus(SectorInfo.power(split.get(false), size)),
                            set.faulty().minus(power)));
            later.addAll(split.get(true));
        });
        // Not before all sets are put: one of them may be where these go.
        addActive(later);
    }

    /** Takes sectors out. @return what they were in the queue, with the pledge of all of them */
    ExpirationSet remove(Collection<SectorInfo> sectors, BitField faults) {
        ExpirationSet removed = ExpirationSet.NONE;
        SortedMap<Long, ExpirationSet> sets = sets();
        for (Map.Entry<Long, Map<Long, SectorInfo>> group : find(sets, sectors).entrySet()) {
            ExpirationSet set = sets.get(group.getKey());
            ExpirationSet gone = ExpirationSet.NONE;
            for (SectorInfo sector : group.getValue().values()) {
                boolean faulty = faults.contains(sector.number());
                boolean early = set.early().contains(sector.number());
                BitField one = BitField.of(sector.number());
                gone = gone.plus(new ExpirationSet(
                        early ? BitField.EMPTY : one,
                        early ? one : BitField.EMPTY,
                        early ? TokenAmount.ZERO : sector.pledge(),
                        faulty ? PowerPair.ZERO : sector.power(size),
                        faulty ? sector.power(size) : PowerPair.ZERO));
            }
            put(group.getKey(), set.minus(gone));
            removed = removed.plus(gone);
        }
        return removed;
    }

    /** Takes out all that ends at {@code until} or before. */
    ExpirationSet pop(Epoch until) {
        ExpirationSet popped = ExpirationSet.NONE;
        for (Map.Entry<Long, ExpirationSet> entry :
                sets().headMap(until.number() + 1).entrySet()) {
            popped = popped.plus(entry.getValue());
            array = array.without(entry.getKey());
        }
        return popped;
    }
}
