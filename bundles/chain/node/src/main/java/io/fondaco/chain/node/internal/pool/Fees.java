package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a message sent from here offers for gas. Guarded by the pool's lock. Source: lotus, gas estimation. */
final class Fees {
    /** Blocks that are looked back on: some four epochs of them. */
    private static final int BLOCKS = 20;

    /** A block of full gas raises the base fee by an eighth. */
    private static final long STEP = 8;

    /** @param cap attoFIL for a unit of gas, @param premium not more */
    record Offer(TokenAmount cap, TokenAmount premium) {}

    private record Paid(Cid message, TokenAmount premium, long gas) {}

    private final Policy policy;
    private final Limits limits;
    private final Deque<List<Paid>> blocks = new ArrayDeque<>();

    Fees(Policy policy, Limits limits) {
        this.policy = policy;
        this.limits = limits;
    }

    /** Takes in what the head's chain lost and got. */
    void move(List<BlockContents> reverted, List<BlockContents> applied) {
        for (int i = 0; i < reverted.size() && !blocks.isEmpty(); i++) {
            blocks.removeLast();
        }
        for (BlockContents block : applied) {
            List<Paid> paid = new ArrayList<>();
            block.bls().forEach(m -> paid.add(paid(m)));
            block.secp().forEach(m -> paid.add(paid(m.message())));
            blocks.addLast(paid);
            if (blocks.size() > BLOCKS) {
                blocks.removeFirst();
            }
        }
    }

    private static Paid paid(Message message) {
        return new Paid(message.cid(), message.gasPremium(), message.gasLimit());
    }

    /**
     * What it takes to be in the better paying half of blocks at their gas target, as the last blocks were; the usual
     * premium if they were emptier than that.
     */
    TokenAmount premium() {
        Set<Cid> seen = new HashSet<>();
        List<Paid> all = new ArrayList<>();
        for (List<Paid> block : blocks) {
            for (Paid paid : block) {
                if (seen.add(paid.message())) {
                    all.add(paid);
                }
            }
        }
        all.sort((a, b) -> b.premium().compareTo(a.premium()));
        long left = blocks.size() * (policy.blocks().gasTarget() / 2);
        for (Paid paid : all) {
            left -= paid.gas();
            if (left < 0) {
                return paid.premium().max(limits.premium());
            }
        }
        return limits.premium();
    }

    /** With a premium of at least {@code least}. */
    Offer offer(TokenAmount baseFee, TokenAmount least) {
        TokenAmount endured = baseFee;
        for (int i = 0; i < limits.headroom(); i++) {
            endured = endured.plus(endured.dividedBy(STEP));
        }
        TokenAmount premium = premium().max(least);
        return new Offer(endured.plus(premium), premium);
    }

    /**
     * Cuts an offer to what may be paid.
     *
     * @throws ChainException (REFUSED) if that does not pay the base fee and {@code least}
     */
    static Offer within(
            Offer offer, Optional<TokenAmount> maxFee, long gasLimit, TokenAmount baseFee, TokenAmount least) {
        if (maxFee.isEmpty() || offer.cap().times(gasLimit).compareTo(maxFee.get()) <= 0) {
            return offer;
        }
        TokenAmount cap = maxFee.get().dividedBy(gasLimit);
        if (cap.compareTo(baseFee.max(least)) < 0) {
            throw new ChainException(
                    Reason.REFUSED,
                    "a fee of at most " + maxFee.get() + " is not enough: " + gasLimit + " gas cost "
                            + baseFee.max(least).times(gasLimit) + " now");
        }
        return new Offer(cap, offer.premium().min(cap));
    }
}
