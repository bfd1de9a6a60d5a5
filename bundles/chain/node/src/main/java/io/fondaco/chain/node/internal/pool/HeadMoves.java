package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.LocalMessages.Local;
import io.fondaco.chain.node.internal.pool.LocalMessages.Slot;
import io.fondaco.chain.node.internal.pool.LocalMessages.Use;
import io.fondaco.chain.node.internal.pool.PendingMessages.Origin;
import io.fondaco.model.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the pool along with the head. Guarded by the pool's lock. */
final class HeadMoves {
    /** Messages of a sender announced at a time: as many as other nodes are likely to put into the next blocks. */
    private static final int BATCH = 100;

    private final PendingMessages pending;
    private final LocalMessages locals;
    private final Signatures signatures;
    private final Limits limits;

    HeadMoves(PendingMessages pending, LocalMessages locals, Signatures signatures, Limits limits) {
        this.pending = pending;
        this.locals = locals;
        this.signatures = signatures;
        this.limits = limits;
    }

    /** After the start: what was sent from here comes back. */
    void begin() {
        for (List<Local> slot : locals.bySlot()) {
            slot.forEach(local -> signatures.keep(local.pending.signed()));
        }
        settleIn();
    }

    /** Returns what is to be announced. */
    List<SignedMessage> move(Head head, List<BlockContents> reverted, List<BlockContents> applied) {
        pending.move(head);
        Map<Slot, Use> uses = uses(head, applied);
        for (Use left : all(reverted)) {
            left.signed().ifPresent(this::comeBack);
        }
        settleIn();
        uses.forEach((slot, use) -> locals.used(slot, use, head.epoch()));
        pending.evict();
        return due(head);
    }

    /** The first message for each nonce: of two in one tipset the first one runs. */
    private Map<Slot, Use> uses(Head head, List<BlockContents> applied) {
        Map<Slot, Use> uses = new LinkedHashMap<>();
        for (Use use : all(applied)) {
            Address from = use.message().from();
            // On chains that allow it a block has messages from f0 addresses.
            Address key = from.protocol() == Address.Protocol.ID
                    ? head.account(from).map(Account::key).orElse(from)
                    : from;
            uses.putIfAbsent(new Slot(key, use.message().nonce()), use);
        }
        uses.keySet().removeIf(slot -> slot.nonce() >= pending.stateNonce(slot.sender()));
        return uses;
    }

    private List<Use> all(List<BlockContents> blocks) {
        List<Use> all = new ArrayList<>();
        for (BlockContents block : blocks) {
            for (Message message : block.bls()) {
                all.add(new Use(message, message.cid(), signatures.of(message)));
            }
            for (SignedMessage message : block.secp()) {
                all.add(new Use(message.message(), message.cid(), Optional.of(message)));
            }
        }
        return all;
    }

    /** Unless the new chain has it too, or another one with its nonce. */
    private void comeBack(SignedMessage message) {
        Pending back = Pending.of(message, false);
        back = locals.open(back.cid()).isPresent() ? back.asLocal() : back;
        signatures.keep(message);
        if (pending.check(back, Origin.RETURNED).accepted()) {
            pending.put(back);
        }
    }

    /** What was sent from here is pending, or its nonce is used. */
    private void settleIn() {
        for (List<Local> slot : locals.bySlot()) {
            Pending best = LocalMessages.best(slot).pending;
            boolean used = best.nonce() < pending.stateNonce(best.sender());
            for (Local local : slot) {
                if (!used) {
                    local.used = null;
                    local.by = null;
                } else if (local.used == null) {
                    local.used = pending.head().epoch();
                }
            }
            if (!used && pending.check(best, Origin.RETURNED).accepted()) {
                pending.put(best);
            }
        }
    }

    /** Messages sent from here that were not announced for a while, by sender and nonce. */
    private List<SignedMessage> due(Head head) {
        List<SignedMessage> due = new ArrayList<>();
        Address sender = null;
        int batch = 0;
        for (List<Local> slot : locals.bySlot()) {
            for (Local local : slot) {
                Pending message = local.pending;
                if (pending.find(message.cid()) == null) {
                    continue;
                }
                if (!message.sender().equals(sender)) {
                    sender = message.sender();
                    batch = 0;
                }
                boolean late = local.announced == null || head.epoch().since(local.announced) >= limits.announceEvery();
                boolean wanted = message.message().gasFeeCap().compareTo(pending.lowestFeeCap()) >= 0;
                if (late && wanted && batch++ < BATCH) {
                    local.announced = head.epoch();
                    due.add(message.signed());
                }
            }
        }
        return due;
    }
}
