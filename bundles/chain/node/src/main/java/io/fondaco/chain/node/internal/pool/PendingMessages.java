package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.consensus.BaseFee;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** The messages that wait for a block, and the rules for joining them. Guarded by the pool's lock. */
final class PendingMessages {
    /** Where a message comes from; the later, the more is asked of it. */
    enum Origin {
        /** From a block that left the chain, or kept here over a restart. */
        RETURNED,
        /** Sent from here. */
        LOCAL,
        REMOTE
    }

    /** A fee cap of a tenth is met when some twenty epochs in a row have no messages. Source: lotus, messagepool. */
    private static final long LOWER_BOUND = 10;

    private final Limits limits;
    private final Map<Address, Sender> senders = new TreeMap<>();
    private final Map<Cid, Pending> messages = new HashMap<>();
    private final Map<Address, Optional<Account>> accounts = new HashMap<>();
    private Head head;
    /** The room that messages from elsewhere take. */
    private int remote;

    PendingMessages(Limits limits, Head head) {
        this.limits = limits;
        this.head = head;
    }

    Head head() {
        return head;
    }

    Collection<Sender> senders() {
        return senders.values();
    }

    int size() {
        return messages.size();
    }

    Pending find(Cid cid) {
        return messages.get(cid);
    }

    Pending at(Address sender, long nonce) {
        Sender there = senders.get(sender);
        return there == null ? null : there.at(nonce);
    }

    /** The account as the head has it; asked once for each head while something of it is pending. */
    Optional<Account> account(Address sender) {
        Optional<Account> known = accounts.get(sender);
        if (known == null) {
            known = head.account(sender);
            if (senders.containsKey(sender)) {
                accounts.put(sender, known);
            }
        }
        return known;
    }

    /** Nonce of the state; 0 for an account that this head does not have. */
    long stateNonce(Address sender) {
        return account(sender).map(Account::nonce).orElse(0L);
    }

    /** The first nonce from the state's on that no pending message has, nor {@code taken} says is taken. */
    long next(Address sender, LongPredicate taken) {
        long next = stateNonce(sender);
        Sender there = senders.get(sender);
        while (there != null && there.at(next) != null || taken.test(next)) {
            next++;
        }
        return next;
    }

    /** The messages without a gap from the state's nonce on. */
    List<Pending> run(Address sender) {
        List<Pending> run = new ArrayList<>();
        Sender there = senders.get(sender);
        if (there != null) {
            long next = stateNonce(sender);
            for (Pending pending : there.from(next)) {
                if (pending.nonce() != next++) {
                    break;
                }
                run.add(pending);
            }
        }
        return run;
    }

    /** Whether a message may join. */
    Verdict check(Pending pending, Origin origin) {
        if (messages.containsKey(pending.cid())) {
            return verdict(Verdict.Reason.DUPLICATE, pending, "is here already");
        }
        Optional<Account> account = account(pending.sender());
        if (account.isEmpty() && origin != Origin.RETURNED) {
            return verdict(Verdict.Reason.NO_ACCOUNT, pending, "is of a sender without an account");
        }
        long due = stateNonce(pending.sender());
        if (Long.compareUnsigned(pending.nonce(), due) < 0) {
            return verdict(Verdict.Reason.NONCE_USED, pending, "comes too late: the account is at nonce " + due);
        }
        if (pending.nonce() < 0) {
            return verdict(Verdict.Reason.NONCE_GAP, pending, "has a nonce that no account reaches");
        }
        Pending there = at(pending.sender(), pending.nonce());
        if (there != null) {
            BigInteger least = origin == Origin.RETURNED
                    ? there.message().gasPremium().atto().add(BigInteger.ONE)
                    : replacement(there.message().gasPremium());
            if (pending.message().gasPremium().atto().compareTo(least) < 0) {
                return verdict(
                        Verdict.Reason.LOW_PREMIUM,
                        pending,
                        "has a premium of " + pending.message().gasPremium().atto() + " attoFIL: taking the place of "
                                + there.cid() + " takes " + least);
            }
        }
        return switch (origin) {
            case RETURNED -> Verdict.OK;
            case LOCAL -> room(pending, there, account.orElseThrow(), limits.perLocalSender());
            case REMOTE -> remote(pending, there, account.orElseThrow());
        };
    }

    private Verdict remote(Pending pending, Pending there, Account account) {
        long next = next(pending.sender(), nonce -> false);
        if (pending.nonce() - next > limits.gap()) {
            return verdict(
                    Verdict.Reason.NONCE_GAP,
                    pending,
                    "comes too early: nonce " + next + " is next, and " + limits.gap() + " more may wait for it");
        }
        TokenAmount bound = lowestFeeCap();
        if (pending.message().gasFeeCap().compareTo(bound) < 0) {
            return verdict(
                    Verdict.Reason.LOW_FEE_CAP,
                    pending,
                    "has a fee cap of " + pending.message().gasFeeCap().atto() + " attoFIL: " + bound.atto()
                            + " is the least at a base fee of " + head.baseFee().atto());
        }
        Sender sender = senders.get(pending.sender());
        boolean ours = sender != null && sender.local();
        return room(pending, there, account, ours ? limits.perLocalSender() : limits.perSender());
    }

    private Verdict room(Pending pending, Pending there, Account account, int most) {
        Sender sender = senders.get(pending.sender());
        if (there == null && sender != null && sender.size() >= most) {
            return verdict(
                    Verdict.Reason.SENDER_FULL, pending, "is one too many: " + most + " of its sender are pending");
        }
        TokenAmount needs = sender == null
                ? pending.needs()
                : sender.needsBefore(pending.nonce()).plus(pending.needs());
        if (account.balance().compareTo(needs) < 0) {
            return verdict(
                    Verdict.Reason.LOW_FUNDS,
                    pending,
                    "takes " + needs + " with those before it: the account has " + account.balance());
        }
        return Verdict.OK;
    }

    /** The least premium to take the place of a message, attoFIL; always more than it has. */
    BigInteger replacement(TokenAmount premium) {
        BigInteger hundred = BigInteger.valueOf(100);
        BigInteger scaled = premium.atto()
                .multiply(BigInteger.valueOf(limits.replacement()))
                .add(hundred)
                .subtract(BigInteger.ONE)
                .divide(hundred);
        return scaled.max(premium.atto().add(BigInteger.ONE));
    }

    /** What a message from elsewhere must offer for a unit of gas. */
    TokenAmount lowestFeeCap() {
        return head.baseFee().dividedBy(LOWER_BOUND).max(BaseFee.MIN);
    }

    private static Verdict verdict(Verdict.Reason reason, Pending pending, String what) {
        return new Verdict(reason, pending + " " + what);
    }

    /** Takes a message in, for that of the same nonce if there is one. */
    void put(Pending pending) {
        Sender sender = senders.computeIfAbsent(pending.sender(), Sender::new);
        remote -= remote(sender);
        Pending old = sender.put(pending);
        remote += remote(sender);
        if (old != null) {
            messages.remove(old.cid());
        }
        messages.put(pending.cid(), pending);
    }

    private void remove(Sender sender, Pending pending) {
        remote -= remote(sender);
        sender.remove(pending);
        remote += remote(sender);
        messages.remove(pending.cid());
        if (sender.size() == 0) {
            senders.remove(sender.key());
            accounts.remove(sender.key());
        }
    }

    private static int remote(Sender sender) {
        return sender.local() ? 0 : sender.room();
    }

    /** Stands on another head from now on: messages whose nonce is used there leave. */
    void move(Head to) {
        head = to;
        accounts.clear();
        for (Sender sender : List.copyOf(senders.values())) {
            long due = stateNonce(sender.key());
            for (Pending pending : List.copyOf(sender.messages())) {
                if (pending.nonce() >= due) {
                    break;
                }
                remove(sender, pending);
            }
        }
    }

    /** If there are too many messages from elsewhere, drops those that pay least until a tenth of the room is free. */
    void evict() {
        if (remote <= limits.total()) {
            return;
        }
        int most = limits.total() - limits.total() / 10;
        for (List<Pending> worst : Eviction.order(senders.values(), this::account, head.baseFee())) {
            for (int i = worst.size() - 1; i >= 0; i--) {
                if (remote <= most) {
                    return;
                }
                remove(senders.get(worst.get(i).sender()), worst.get(i));
            }
        }
    }
}
