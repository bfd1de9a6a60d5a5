package io.fondaco.console.shell.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A message and what became of it.
 *
 * @param status {@code pending}, {@code on chain}, {@code replaced}, or {@code known} for one that neither waits nor is on
 *     the chain
 * @param gasFeeCap attoFIL for a unit of gas, as is {@code gasPremium}
 * @param params hexadecimal
 * @param by the message that took its place
 */
record MessageView(
        String kind,
        Cid cid,
        String status,
        Address from,
        Address to,
        long nonce,
        TokenAmount value,
        long method,
        String params,
        long gasLimit,
        TokenAmount gasFeeCap,
        TokenAmount gasPremium,
        Optional<Outcome> outcome,
        Optional<Cid> by)
        implements ChainThing {

    /**
     * What it came to.
     *
     * @param exit in words
     * @param returned hexadecimal
     */
    record Outcome(long epoch, List<Cid> tipset, long exitCode, String exit, String returned, long gasUsed) {
        static Outcome of(Included included) {
            return new Outcome(
                    included.height().number(),
                    included.tipset().cids(),
                    included.receipt().exitCode(),
                    ExitCode.name((int) included.receipt().exitCode()),
                    HexFormat.of().formatHex(included.receipt().returned()),
                    included.receipt().gasUsed());
        }
    }

    static MessageView of(Cid cid, Message message, String status, Optional<Outcome> outcome, Optional<Cid> by) {
        return new MessageView(
                "message",
                cid,
                status,
                message.from(),
                message.to(),
                message.nonce(),
                message.value(),
                message.method(),
                HexFormat.of().formatHex(message.params()),
                message.gasLimit(),
                message.gasFeeCap(),
                message.gasPremium(),
                outcome,
                by);
    }

    static MessageView of(Included included) {
        return of(included.cid(), included.message(), "on chain", Optional.of(Outcome.of(included)), Optional.empty());
    }

    /** A message on the head's chain, or one the pool knows. */
    static Optional<MessageView> find(FullNode node, Optional<MessagePool> pool, Cid cid) {
        Optional<MessageView> onChain = node.find(cid).map(MessageView::of);
        if (onChain.isPresent()) {
            return onChain;
        }
        return pool.flatMap(waiting -> waiting.find(cid).map(signed -> {
            Optional<Cid> by = waiting.displacedBy(cid);
            boolean pending =
                    waiting.pending().stream().anyMatch(other -> other.cid().equals(cid));
            String status = by.isPresent() ? "replaced" : pending ? "pending" : "known";
            return of(cid, signed.message(), status, Optional.empty(), by);
        }));
    }

    @Override
    public void print(PrintStream out) {
        out.println("Message " + cid);
        out.println("  status     " + status
                + outcome.map(o -> ": " + o.exit() + ", epoch " + o.epoch()).orElse("")
                + by.map(other -> " by " + other).orElse(""));
        out.println("  from       " + from + ", nonce " + Long.toUnsignedString(nonce));
        out.println("  to         " + to + ", method " + Long.toUnsignedString(method));
        out.println("  value      " + value.toDisplay());
        out.println("  gas        limit " + gasLimit + ", fee cap " + gasFeeCap.toDisplay() + ", premium "
                + gasPremium.toDisplay() + " a unit");
        if (!params.isEmpty()) {
            out.println("  params     " + params);
        }
        outcome.ifPresent(o -> {
            out.println("  gas used   " + o.gasUsed());
            if (!o.returned().isEmpty()) {
                out.println("  returned   " + o.returned());
            }
            out.println("  tipset     " + ChainThing.key(o.tipset()));
        });
    }
}
