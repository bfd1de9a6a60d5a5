package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rewards that are locked up: {@code [[[epoch, amount], ..]]}, by epoch.
 *
 * @param entries ascending; what of them is over is free
 */
public record VestingFunds(List<Entry> entries) {
    /** An amount that is free after an epoch, attoFIL. */
    public record Entry(Epoch epoch, TokenAmount amount) {
        private static final Codec<Entry> CODEC = new Codec<>(
                (out, e) -> out.writeListHeader(2).writeLong(e.epoch.number()).writeTokenAmount(e.amount), in -> {
                    in.readListHeader(2);
                    return new Entry(Epoch.of(in.readLong()), in.readTokenAmount());
                });
    }

    /** What is left, and how much was taken out, attoFIL. */
    record Taken(VestingFunds left, TokenAmount amount) {}

    private static final Codec<List<Entry>> ENTRIES = Codec.list(Entry.CODEC);

    static final Codec<VestingFunds> CODEC = new Codec<>(
            (out, v) -> {
                out.writeListHeader(1);
                ENTRIES.writer().accept(out, v.entries);
            },
            in -> {
                in.readListHeader(1);
                return new VestingFunds(ENTRIES.reader().apply(in));
            });

    static final VestingFunds NONE = new VestingFunds(List.of());

    public VestingFunds {
        entries = List.copyOf(entries);
    }

    /** All of it, attoFIL. */
    public TokenAmount sum() {
        return entries.stream().map(Entry::amount).reduce(TokenAmount.ZERO, TokenAmount::plus);
    }

    /** With another amount that vests in steps from now on. @param start where the miner's proving period began */
    VestingFunds lock(TokenAmount amount, Epoch now, Epoch start, Policy.Rewards policy) {
        SortedMap<Epoch, TokenAmount> byEpoch = new TreeMap<>();
        entries.forEach(e -> byEpoch.put(e.epoch, e.amount));
        Quantum quantum = new Quantum(policy.quantum(), start.number());
        TokenAmount vested = TokenAmount.ZERO;
        for (Epoch e = now.plus(policy.step()); vested.compareTo(amount) < 0; e = e.plus(policy.step())) {
            Epoch at = quantum.up(e);
            long elapsed = at.since(now);
            TokenAmount target = elapsed >= policy.vesting()
                    ? amount
                    : TokenAmount.atto(amount.atto()
                            .multiply(BigInteger.valueOf(elapsed))
                            .divide(BigInteger.valueOf(policy.vesting())));
            byEpoch.merge(at, target.minus(vested), TokenAmount::plus);
            vested = target;
        }
        List<Entry> merged = new ArrayList<>(byEpoch.size());
        byEpoch.forEach((epoch, part) -> merged.add(new Entry(epoch, part)));
        return new VestingFunds(merged);
    }

    /** Takes out what vested before {@code now}. */
    Taken vested(Epoch now) {
        TokenAmount free = TokenAmount.ZERO;
        int over = 0;
        while (over < entries.size() && entries.get(over).epoch.isBefore(now)) {
            free = free.plus(entries.get(over++).amount);
        }
        return over == 0
                ? new Taken(this, free)
                : new Taken(new VestingFunds(entries.subList(over, entries.size())), free);
    }

    /** Takes up to {@code target} out of what did not vest before {@code now}, what would vest first at first. */
    Taken unvested(Epoch now, TokenAmount target) {
        List<Entry> left = new ArrayList<>();
        TokenAmount taken = TokenAmount.ZERO;
        for (Entry entry : entries) {
            TokenAmount part = entry.epoch.isBefore(now) ? TokenAmount.ZERO : entry.amount.min(target.minus(taken));
            taken = taken.plus(part);
            if (part.compareTo(entry.amount) < 0) {
                left.add(new Entry(entry.epoch, entry.amount.minus(part)));
            }
        }
        return new Taken(new VestingFunds(left), taken);
    }
}
