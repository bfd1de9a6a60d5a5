package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Epoch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Partitions that are proven in the same window, a tuple of eleven. What is said of {@link Partition} goes for it too. The
 * snapshots are what the proofs of the last window were made of, for disputes.
 */
final class Deadline {
    private static final int PARTITIONS = 3;
    private static final int EXPIRATIONS = 5;
    private static final int POSTS = 2;

    /** A proof that was taken unseen: {@code [partitions, proofs]}. */
    record Post(BitField partitions, List<Syscalls.PostProof> proofs) {
        private static final Codec<Post> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2);
                    p.partitions.write(out);
                    MinerParams.PROOFS.writer().accept(out, p.proofs);
                },
                in -> {
                    in.readListHeader(2);
                    return new Post(
                            BitField.read(in), MinerParams.PROOFS.reader().apply(in));
                });
    }

    final BlockStore store;
    StateArray<Partition> partitions;
    /** Partitions with sectors that end, by epoch; a partition may be there for sectors that are gone. */
    StateArray<BitField> expirations;

    BitField posted = BitField.EMPTY;
    BitField earlyTerminations = BitField.EMPTY;
    long live;
    long total;
    PowerPair faultyPower = PowerPair.ZERO;
    StateArray<Post> posts;
    StateArray<SectorInfo> sectorsSnapshot;
    StateArray<Partition> partitionsSnapshot;
    StateArray<Post> postsSnapshot;

    Deadline(BlockStore store) {
        this.store = store;
        partitions = StateArray.empty(store, PARTITIONS, Partition.codec(store));
        expirations = StateArray.empty(store, EXPIRATIONS, BitFields.CODEC);
        posts = StateArray.empty(store, POSTS, Post.CODEC);
        sectorsSnapshot = Sectors.none(store);
        partitionsSnapshot = partitions;
        postsSnapshot = posts;
    }

    static Codec<Deadline> codec(BlockStore store) {
        return new Codec<>(Deadline::write, in -> read(in, store));
    }

    private static void write(CborWriter out, Deadline d) {
        out.writeListHeader(11).writeCid(d.partitions.flush()).writeCid(d.expirations.flush());
        d.posted.write(out);
        d.earlyTerminations.write(out);
        out.writeUnsignedLong(d.live).writeUnsignedLong(d.total);
        PowerPair.CODEC.writer().accept(out, d.faultyPower);
        out.writeCid(d.posts.flush())
                .writeCid(d.sectorsSnapshot.flush())
                .writeCid(d.partitionsSnapshot.flush())
                .writeCid(d.postsSnapshot.flush());
    }

    private static Deadline read(CborReader in, BlockStore store) {
        in.readListHeader(11);
        Deadline d = new Deadline(store);
        d.partitions = StateArray.load(store, in.readCid(), PARTITIONS, Partition.codec(store));
        d.expirations = StateArray.load(store, in.readCid(), EXPIRATIONS, BitFields.CODEC);
        d.posted = BitField.read(in);
        d.earlyTerminations = BitField.read(in);
        d.live = in.readUnsignedLong();
        d.total = in.readUnsignedLong();
        d.faultyPower = PowerPair.CODEC.reader().apply(in);
        d.posts = StateArray.load(store, in.readCid(), POSTS, Post.CODEC);
        d.sectorsSnapshot = Sectors.load(store, in.readCid());
        d.partitionsSnapshot = StateArray.load(store, in.readCid(), PARTITIONS, Partition.codec(store));
        d.postsSnapshot = StateArray.load(store, in.readCid(), POSTS, Post.CODEC);
        return d;
    }

    /** @throws Abort (17) if there is none */
    Partition partition(long index) {
        return partitions
                .get(index)
                .orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "the deadline has no partition " + index));
    }

    void put(long index, Partition partition) {
        partitions = partitions.with(index, partition);
    }

    /** Takes new sectors: the last partition is filled up, more are made. */
    void add(List<SectorInfo> sectors, long partitionSectors, Partition.Ground ground) {
        fill(sectors, partitionSectors, ground, (partition, some) -> partition.add(some, ground));
    }

    private void fill(
            List<SectorInfo> sectors,
            long partitionSectors,
            Partition.Ground ground,
            BiConsumer<Partition, List<SectorInfo>> add) {
        long index = Math.max(0, partitions.count() - 1);
        int next = 0;
        while (next < sectors.size()) {
            Partition partition = partitions.get(index).orElseGet(() -> new Partition(store));
            long room = partitionSectors - partition.sectors.count();
            int taken = (int) Math.min(room, sectors.size() - next);
            if (taken > 0) {
                List<SectorInfo> some = sectors.subList(next, next + taken);
                add.accept(partition, some);
                put(index, partition);
                for (SectorInfo sector : some) {
                    expireAt(ground.quantum().up(sector.expiration()), index);
                }
                next += taken;
            }
            index++;
        }
        live += sectors.size();
        total += sectors.size();
    }

    /**
     * Makes the live sectors of some partitions ones at the end. The deadline has no early terminations.
     *
     * @return sectors that are over
     * @throws Abort (16) for partitions that are not there or have sectors without power
     */
    BitField compact(BitField merged, long partitionSectors, Partition.Ground ground) {
        long count = partitions.count();
        Abort.unlessArgument(merged.last().orElse(-1) < count, "partitions " + merged + ": the deadline has " + count);
        StateArray<Partition> kept = StateArray.empty(store, PARTITIONS, Partition.codec(store));
        Map<Long, Long> renumbered = new HashMap<>();
        BitField alive = BitField.EMPTY;
        BitField over = BitField.EMPTY;
        for (long i = 0; i < count; i++) {
            Partition partition = partition(i);
            if (merged.contains(i)) {
                Abort.unlessArgument(partition.faults.isEmpty(), "partition " + i + " has faulty sectors");
                Abort.unlessArgument(partition.unproven.isEmpty(), "partition " + i + " has sectors without a proof");
                alive = alive.union(partition.live());
                over = over.union(partition.terminated);
            } else {
                renumbered.put(i, kept.count());
                kept = kept.with(kept.count(), partition);
            }
        }
        partitions = kept;
        expirations = renumbered(renumbered);
        live -= alive.count();
        total -= alive.count() + over.count();
        fill(
                ground.infos().apply(alive),
                partitionSectors,
                ground,
                (partition, some) -> partition.addProven(some, ground));
        return over;
    }

    private StateArray<BitField> renumbered(Map<Long, Long> by) {
        SortedMap<Long, BitField> changed = new TreeMap<>();
        expirations.forEach((epoch, at) -> {
            BitField left =
                    BitField.of(at.stream().filter(by::containsKey).map(by::get).toArray());
            changed.put(epoch, left);
        });
        StateArray<BitField> queue = StateArray.empty(store, EXPIRATIONS, BitFields.CODEC);
        for (Map.Entry<Long, BitField> entry : changed.entrySet()) {
            queue = BitFields.add(queue, Epoch.of(entry.getKey()), entry.getValue());
        }
        return queue;
    }

    /** Puts infos of sectors in that end later. @return how the claim changes */
    PowerPair replace(long index, List<SectorInfo> before, List<SectorInfo> after, Partition.Ground ground) {
        Partition partition = partition(index);
        PowerPair delta = partition.replace(before, after, ground);
        put(index, partition);
        after.forEach(sector -> expireAt(ground.quantum().up(sector.expiration()), index));
        return delta;
    }

    private void expireAt(Epoch epoch, long partition) {
        expirations = BitFields.add(expirations, epoch, BitField.of(partition));
    }

    /** Sectors of a partition that are said to be faulty. @return how the claim changes */
    PowerPair fault(long index, BitField sectors, Epoch latest, Partition.Ground ground) {
        Partition partition = partition(index);
        Partition.Faulted faulted = partition.fault(sectors, latest, ground);
        put(index, partition);
        if (!faulted.faults().isEmpty()) {
            expireAt(ground.quantum().up(latest), index);
            faultyPower = faultyPower.plus(faulted.faulty());
        }
        return faulted.claim();
    }

    void declareRecovered(long index, BitField sectors, Partition.Ground ground) {
        Partition partition = partition(index);
        partition.declareRecovered(sectors, ground);
        put(index, partition);
    }

    /** Ends sectors of a partition. @return what they were */
    ExpirationSet terminate(long index, BitField sectors, Epoch now, Partition.Ground ground) {
        Partition partition = partition(index);
        ExpirationSet removed = partition.terminate(sectors, now, ground);
        put(index, partition);
        if (!sectors.isEmpty()) {
            earlyTerminations = earlyTerminations.union(BitField.of(index));
            live -= sectors.count();
            faultyPower = faultyPower.minus(removed.faulty());
        }
        return removed;
    }

    /** The window is over: partitions that were not proven become faulty. @return how the claim changes */
    PowerPair close(StateArray<SectorInfo> sectors, Epoch latest, Partition.Ground ground) {
        PowerPair claim = PowerPair.ZERO;
        for (long i = 0; i < partitions.count(); i++) {
            if (posted.contains(i)) {
                continue;
            }
            Partition partition = partition(i);
            if (partition.recoveringPower.isZero() && partition.faultyPower.equals(partition.livePower)) {
                continue;
            }
            Partition.Faulted missed = partition.miss(latest, ground);
            put(i, partition);
            expireAt(ground.quantum().up(latest), i);
            faultyPower = faultyPower.plus(missed.faulty());
            claim = claim.plus(missed.claim());
        }
        posted = BitField.EMPTY;
        sectorsSnapshot = sectors;
        partitionsSnapshot = partitions;
        postsSnapshot = posts;
        posts = StateArray.empty(store, POSTS, Post.CODEC);
        return claim;
    }

    /** Ends what ends by {@code until}. */
    ExpirationSet expire(Epoch until, Partition.Ground ground) {
        BitFields.Popped popped = BitFields.pop(expirations, until);
        expirations = popped.left();
        ExpirationSet all = ExpirationSet.NONE;
        for (long index : popped.all().stream().toArray()) {
            Partition partition = partition(index);
            ExpirationSet expired = partition.expire(until, ground);
            put(index, partition);
            if (!expired.early().isEmpty()) {
                earlyTerminations = earlyTerminations.union(BitField.of(index));
            }
            all = all.plus(expired);
        }
        live -= all.all().count();
        faultyPower = faultyPower.minus(all.faulty());
        return all;
    }
}
