package io.fondaco.chain.actors;

import io.fondaco.chain.consensus.GasOutputs;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageReceipt;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Objects;

/**
 * Applies the messages of one epoch to a state tree. It does not check signatures of messages: whoever takes a block does
 * that first. After a {@link StateException} the tree is as it was before the message at hand.
 *
 * <p>Source: specs.filecoin.io, VM; lotus, vm.ApplyMessage.
 */
public final class Machine {
    /** Reward's method that pays for a block. */
    private static final long AWARD_BLOCK_REWARD = 2;
    /** Cron's method. */
    private static final long EPOCH_TICK = 2;

    private static final GasOutputs FREE = new GasOutputs(
            TokenAmount.ZERO, TokenAmount.ZERO, TokenAmount.ZERO, TokenAmount.ZERO, TokenAmount.ZERO, 0, 0);

    private final StateTree tree;
    private final Syscalls syscalls;
    private final Policy policy;
    private final Epoch epoch;
    private final TokenAmount baseFee;
    private final GasPrices prices = GasPrices.CALICO;
    private final TokenAmount circulating;

    /** @param baseFee burn of a unit of gas in this epoch, attoFIL */
    public Machine(StateTree tree, Syscalls syscalls, Policy policy, Epoch epoch, TokenAmount baseFee) {
        this.tree = Objects.requireNonNull(tree, "tree");
        this.syscalls = Objects.requireNonNull(syscalls, "syscalls");
        this.policy = Objects.requireNonNull(policy, "policy");
        this.epoch = Objects.requireNonNull(epoch, "epoch");
        this.baseFee = Objects.requireNonNull(baseFee, "baseFee");
        this.circulating = circulating(tree, policy);
    }

    /** All FIL but what was not minted yet, what was burnt, and what is locked up as pledge and in deals, in attoFIL. */
    public static TokenAmount circulating(StateTree tree, Policy policy) {
        TokenAmount left = policy.rewards().supply();
        for (Address outside : new Address[] {Singletons.REWARD, Singletons.BURNT_FUNDS}) {
            left = left.minus(tree.actor(outside).map(ActorEntry::balance).orElse(TokenAmount.ZERO));
        }
        for (Address keeper : new Address[] {Singletons.STORAGE_POWER, Singletons.STORAGE_MARKET}) {
            left = left.minus(tree.state(keeper, State.class).map(State::locked).orElse(TokenAmount.ZERO));
        }
        return left.max(TokenAmount.ZERO);
    }

    public StateTree tree() {
        return tree;
    }

    public Policy policy() {
        return policy;
    }

    public Epoch epoch() {
        return epoch;
    }

    TokenAmount baseFee() {
        return baseFee;
    }

    TokenAmount circulatingSupply() {
        return circulating;
    }

    Syscalls syscalls() {
        return syscalls;
    }

    GasPrices prices() {
        return prices;
    }

    /**
     * Applies a message of a block.
     *
     * @param bytes length of the message as the block holds it: with its signature unless that is BLS
     * @throws IllegalArgumentException for a message that no valid block holds: its version, value or fees are out of
     *     range
     */
    public Applied apply(Message message, int bytes) {
        check(message);
        long onChain = prices.onChain(bytes);
        if (onChain > message.gasLimit()) {
            return refused(message, ExitCode.SYS_OUT_OF_GAS, "carrying it takes " + onChain + " gas alone");
        }
        ActorEntry sender = tree.actor(message.from()).orElse(null);
        if (sender == null || !sender.is(ActorCode.ACCOUNT)) {
            return refused(message, ExitCode.SYS_SENDER_INVALID, "the sender " + message.from() + " is no account");
        }
        if (sender.nonce() != message.nonce()) {
            return refused(
                    message,
                    ExitCode.SYS_SENDER_STATE_INVALID,
                    "nonce " + message.nonce() + " where " + sender.nonce() + " is due");
        }
        TokenAmount funds = message.requiredFunds();
        if (sender.balance().compareTo(funds) < 0) {
            return refused(
                    message,
                    ExitCode.SYS_SENDER_STATE_INVALID,
                    "the sender has " + sender.balance() + " to pay " + funds + " for gas");
        }
        int before = tree.depth();
        tree.begin();
        try {
            Applied applied = run(message, onChain, sender, funds);
            tree.commit();
            return applied;
        } finally {
            tree.rollbackTo(before);
        }
    }

    private Applied run(Message message, long onChain, ActorEntry sender, TokenAmount funds) {
        Address id = tree.resolve(message.from()).orElseThrow();
        tree.put(
                id.idNumber(), sender.withBalance(sender.balance().minus(funds)).withNonce(sender.nonce() + 1));
        GasMeter gas = new GasMeter(message.gasLimit());
        gas.charge(onChain);
        MessageRun run = new MessageRun(this, id, message.nonce(), gas);
        tree.begin();
        Reply reply = run.call(id.idNumber(), message.to(), message.method(), message.params(), message.value());
        if (reply.ok()) {
            try {
                gas.charge(prices.returned(reply.returned().length));
                tree.commit();
            } catch (Abort e) {
                reply = new Reply(e.exitCode(), Codec.NOTHING, e.getMessage());
            }
        }
        if (!reply.ok()) {
            tree.rollback();
        }
        GasOutputs outputs =
                GasOutputs.of(gas.used(), message.gasLimit(), baseFee, message.gasFeeCap(), message.gasPremium());
        credit(Singletons.BURNT_FUNDS, outputs.baseFeeBurn().plus(outputs.overEstimationBurn()));
        credit(Singletons.REWARD, outputs.minerTip());
        credit(id, outputs.refund());
        return new Applied(
                new MessageReceipt(reply.exitCode(), reply.returned(), gas.used()),
                outputs,
                reply.failure(),
                run.notes());
    }

    private void credit(Address actor, TokenAmount amount) {
        if (!amount.isZero()) {
            tree.add(actor.idNumber(), amount);
        }
    }

    private void check(Message message) {
        boolean valid = message.version() == 0
                && !message.value().isNegative()
                && message.value().compareTo(policy.rewards().supply()) <= 0
                && message.gasLimit() > 0
                && message.gasLimit() <= policy.blocks().gasLimit()
                && !message.gasPremium().isNegative()
                && message.gasPremium().compareTo(message.gasFeeCap()) <= 0
                && message.gasFeeCap().compareTo(policy.rewards().supply()) <= 0;
        if (!valid) {
            throw new IllegalArgumentException("message " + message.nonce() + " of " + message.from()
                    + " has a version, value, gas limit or fee that no valid block holds");
        }
    }

    private Applied refused(Message message, int exitCode, String why) {
        GasOutputs penalty = new GasOutputs(
                TokenAmount.ZERO,
                TokenAmount.ZERO,
                baseFee.times(message.gasLimit()),
                TokenAmount.ZERO,
                TokenAmount.ZERO,
                0,
                0);
        return new Applied(new MessageReceipt(exitCode, Codec.NOTHING, 0), penalty, why, List.of());
    }

    /**
     * Applies a message of the chain itself, which pays no gas and has no nonce.
     *
     * @param from an actor that exists, f00 as a rule
     * @param value attoFIL out of its balance
     */
    public Applied applyImplicit(Address from, Address to, long method, byte[] params, TokenAmount value) {
        Address id = tree.resolve(from)
                .filter(a -> tree.actor(a).isPresent())
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no actor " + from + " to send for the chain"));
        MessageRun run = new MessageRun(this, id, epoch.number(), new GasMeter(Long.MAX_VALUE));
        Reply reply = run.call(id.idNumber(), to, method, params, value);
        return new Applied(
                new MessageReceipt(reply.exitCode(), reply.returned(), run.gasUsed()),
                FREE,
                reply.failure(),
                run.notes());
    }

    /** Runs the cron of this epoch; what failed within is in the notes. @throws StateException if cron itself fails, which no state of ours allows */
    public Applied cron() {
        return must(
                "cron", applyImplicit(Singletons.SYSTEM, Singletons.CRON, EPOCH_TICK, Codec.NOTHING, TokenAmount.ZERO));
    }

    /**
     * Pays for one block.
     *
     * @param miner of the block
     * @param penalty what it owes for messages it should not have taken, attoFIL
     * @param tips of the messages it was the first to include, attoFIL
     * @param wins 1 or more
     * @throws StateException if the reward actor refuses
     */
    public Applied reward(Address miner, TokenAmount penalty, TokenAmount tips, long wins) {
        byte[] params = new CborWriter()
                .writeListHeader(4)
                .writeAddress(miner)
                .writeTokenAmount(penalty)
                .writeTokenAmount(tips)
                .writeLong(wins)
                .toBytes();
        return must(
                "the reward of " + miner,
                applyImplicit(Singletons.SYSTEM, Singletons.REWARD, AWARD_BLOCK_REWARD, params, TokenAmount.ZERO));
    }

    private Applied must(String what, Applied applied) {
        if (!applied.ok()) {
            throw new StateException(what + " at epoch " + epoch + " ended with "
                    + ExitCode.name((int) applied.receipt().exitCode()) + ": " + applied.failure());
        }
        return applied;
    }
}
