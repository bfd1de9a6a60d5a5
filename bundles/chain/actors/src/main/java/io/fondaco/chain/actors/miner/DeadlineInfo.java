package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Epoch;

/**
 * When a deadline is.
 *
 * @param start of the proving period
 * @param index of the deadline in it, from 0
 */
public record DeadlineInfo(Epoch start, long index, Policy.Proving policy) {
    /** The deadline that is open at an epoch. @param anyStart a start of some proving period */
    static DeadlineInfo at(Epoch epoch, Epoch anyStart, Policy.Proving policy) {
        Epoch start = new Quantum(policy.period(), anyStart.number()).down(epoch);
        return new DeadlineInfo(start, epoch.since(start) / policy.window(), policy);
    }

    /** The next time, not over at {@code epoch}, that a deadline is open. */
    static DeadlineInfo next(long index, Epoch epoch, Epoch anyStart, Policy.Proving policy) {
        DeadlineInfo now = new DeadlineInfo(at(epoch, anyStart, policy).start, index, policy);
        return epoch.isBefore(now.close()) ? now : new DeadlineInfo(now.start.plus(policy.period()), index, policy);
    }

    /** The first epoch it is open. */
    public Epoch open() {
        return start.plus(index * policy.window());
    }

    /** The first epoch it is not open any more. */
    public Epoch close() {
        return open().plus(policy.window());
    }

    public Epoch last() {
        return close().minus(1);
    }

    public Epoch challenge() {
        return open().minus(policy.challengeLookback());
    }

    /** From when on faults and recoveries cannot be declared. */
    public Epoch faultCutoff() {
        return open().minus(policy.faultCutoff());
    }

    /** What epochs of the deadline are rounded to. */
    Quantum quantum() {
        return new Quantum(policy.period(), last().number());
    }

    /** Whether its partitions may change at {@code epoch}: not in its window, nor in the one before. */
    boolean mutable(Epoch epoch) {
        DeadlineInfo next = next(index, epoch, start, policy);
        return epoch.isBefore(next.open().minus(policy.window()));
    }

    /** Whether its partitions may be disputed at {@code epoch}: for a while after it closed. */
    boolean disputable(Epoch epoch) {
        DeadlineInfo next = next(index, epoch, start, policy);
        Epoch closed = next.close().minus(policy.period());
        return epoch.isBefore(next.open()) && epoch.isBefore(closed.plus(policy.disputeWindow()));
    }
}
