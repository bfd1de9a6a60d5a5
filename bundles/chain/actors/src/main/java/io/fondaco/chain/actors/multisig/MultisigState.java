package io.fondaco.chain.actors.multisig;

import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;

/**
 * State of a multisig: {@code [signers, threshold, next id, initial balance, start, unlock duration, pending]}.
 *
 * @param signers ID addresses
 * @param threshold approvals a transaction needs; unsigned
 * @param nextId the number the next transaction gets
 * @param lock what of the balance may not be spent yet
 * @param pending transactions by number
 */
public record MultisigState(
        List<Address> signers, long threshold, long nextId, Locked lock, StateMap<Transaction> pending)
        implements State {

    /**
     * A balance that unlocks evenly.
     *
     * @param initial attoFIL
     * @param duration epochs from {@code start}; 0 for no lock
     */
    public record Locked(TokenAmount initial, Epoch start, long duration) {
        static final Locked NOTHING = new Locked(TokenAmount.ZERO, Epoch.of(0), 0);

        /** What is locked still at an epoch, rounded up, attoFIL. */
        public TokenAmount at(Epoch now) {
            // Exact, since start may be any number: the difference of two longs need not be one.
            BigInteger elapsed = BigInteger.valueOf(now.number()).subtract(BigInteger.valueOf(start.number()));
            BigInteger left = BigInteger.valueOf(duration).subtract(elapsed);
            if (left.signum() <= 0) {
                return TokenAmount.ZERO;
            }
            if (elapsed.signum() <= 0) {
                return initial;
            }
            BigInteger[] share = initial.atto().multiply(left).divideAndRemainder(BigInteger.valueOf(duration));
            return TokenAmount.atto(share[1].signum() == 0 ? share[0] : share[0].add(BigInteger.ONE));
        }
    }

    public MultisigState {
        signers = List.copyOf(signers);
    }

    static MultisigState first(BlockStore store, List<Address> signers, long threshold, Locked lock) {
        return new MultisigState(
                signers, threshold, 0, lock, StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, Transaction.CODEC));
    }

    MultisigState with(StateMap<Transaction> transactions) {
        return new MultisigState(signers, threshold, nextId, lock, transactions);
    }

    MultisigState withNextId(long next) {
        return new MultisigState(signers, threshold, next, lock, pending);
    }

    MultisigState with(List<Address> others, long approvals) {
        return new MultisigState(others, approvals, nextId, lock, pending);
    }

    MultisigState with(Locked locked) {
        return new MultisigState(signers, threshold, nextId, locked, pending);
    }

    static MultisigState read(CborReader in, BlockStore store) {
        in.readListHeader(7);
        return new MultisigState(
                MultisigParams.ADDRESSES.reader().apply(in),
                in.readUnsignedLong(),
                in.readLong(),
                new Locked(in.readTokenAmount(), Epoch.of(in.readLong()), in.readLong()),
                StateMap.load(store, in.readCid(), Hamt.DEFAULT_BIT_WIDTH, Transaction.CODEC));
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(7);
        MultisigParams.ADDRESSES.writer().accept(out, signers);
        out.writeUnsignedLong(threshold)
                .writeLong(nextId)
                .writeTokenAmount(lock.initial)
                .writeLong(lock.start.number())
                .writeLong(lock.duration)
                .writeCid(pending.flush());
    }
}
