package io.fondaco.chain.market.internal;

import io.fondaco.model.Address;
import java.util.Optional;

/**
 * The miner of an owner.
 *
 * @param worker key address made for it; empty for a miner that was there before
 * @param attempt which try to make it is under way or was the last, from 1
 * @param miner its ID address once it is made
 * @param peer the peer id it was last told to answer at; empty for none
 * @param peers how often it was told
 * @param peerSettled whether the last time is settled
 * @param payments how often its worker got money after the first time
 */
record MinerRecord(
        Optional<Address> worker,
        int attempt,
        Optional<Address> miner,
        String peer,
        int peers,
        boolean peerSettled,
        int payments) {

    static final MinerRecord NONE = new MinerRecord(Optional.empty(), 0, Optional.empty(), "", 0, true, 0);

    MinerRecord wanted(Address key, int number) {
        return new MinerRecord(Optional.of(key), number, miner, peer, peers, peerSettled, payments);
    }

    MinerRecord made(Address id) {
        return new MinerRecord(worker, attempt, Optional.of(id), peer, peers, peerSettled, payments);
    }

    MinerRecord reachedAt(String id, int number) {
        return new MinerRecord(worker, attempt, miner, id, number, false, payments);
    }

    MinerRecord reached() {
        return new MinerRecord(worker, attempt, miner, peer, peers, true, payments);
    }

    MinerRecord paid(int number) {
        return new MinerRecord(worker, attempt, miner, peer, peers, peerSettled, number);
    }
}
