package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import java.util.SortedMap;
import java.util.TreeMap;

/** Queues of numbers by epoch. */
final class BitFields {
    static final Codec<BitField> CODEC = new Codec<>((out, bits) -> bits.write(out), BitField::read);

    /** What a queue gave. @param byEpoch ascending */
    record Popped(StateArray<BitField> left, SortedMap<Long, BitField> byEpoch) {
        BitField all() {
            return byEpoch.values().stream().reduce(BitField.EMPTY, BitField::union);
        }
    }

    private BitFields() {}

    static StateArray<BitField> add(StateArray<BitField> queue, Epoch epoch, BitField numbers) {
        long key = epoch.number();
        return numbers.isEmpty()
                ? queue
                : queue.with(key, queue.get(key).orElse(BitField.EMPTY).union(numbers));
    }

    /** Takes out what is at {@code until} or before. */
    static Popped pop(StateArray<BitField> queue, Epoch until) {
        SortedMap<Long, BitField> due = new TreeMap<>();
        queue.forEach((epoch, numbers) -> {
            if (epoch <= until.number()) {
                due.put(epoch, numbers);
            }
        });
        StateArray<BitField> left = queue;
        for (long epoch : due.keySet()) {
            left = left.without(epoch);
        }
        return new Popped(left, due);
    }
}
