package io.fondaco.chain.actors;

import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;

/** One message while it runs: all calls within it share its gas, its origin and the actors it created. */
final class MessageRun {
    private final Machine machine;
    private final StateTree tree;
    private final Address origin;
    private final long nonce;
    private final GasMeter gas;
    private final List<String> notes = new ArrayList<>();
    private int depth;
    private long created;

    MessageRun(Machine machine, Address origin, long nonce, GasMeter gas) {
        this.machine = machine;
        this.tree = machine.tree();
        this.origin = origin;
        this.nonce = nonce;
        this.gas = gas;
    }

    Machine machine() {
        return machine;
    }

    StateTree tree() {
        return tree;
    }

    Address origin() {
        return origin;
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    List<String> notes() {
        return notes;
    }

    void charge(long amount) {
        gas.charge(amount);
    }

    long gasUsed() {
        return gas.used();
    }

    Address newActorAddress() {
        Address key = tree.actor(origin).filter(e -> e.is(ActorCode.ACCOUNT)).isPresent()
                ? tree.state(origin, AccountState.class)
                        .map(AccountState::address)
                        .orElse(origin)
                : origin;
        return Message.actorAddress(key, nonce, created++);
    }

    /** Calls {@code to}; whatever fails undoes what the call changed, but not the gas it took. */
    Reply call(long from, Address to, long method, byte[] params, TokenAmount value) {
        if (depth >= machine.policy().blocks().callDepth()) {
            return new Reply(ExitCode.SYS_FORBIDDEN, Codec.NOTHING, "more than " + depth + " calls within each other");
        }
        int before = tree.depth();
        tree.begin();
        depth++;
        try {
            byte[] returned = run(from, to, method, params, value);
            tree.commit();
            return new Reply(ExitCode.OK, returned, "");
        } catch (Abort e) {
            tree.rollbackTo(before);
            return new Reply(e.exitCode(), Codec.NOTHING, e.getMessage());
        } catch (StateException e) {
            tree.rollbackTo(before);
            throw e;
        } catch (RuntimeException e) {
            // Every node breaks down alike, so the chain goes on; the reply tells people of it.
            tree.rollbackTo(before);
            return new Reply(
                    ExitCode.SYS_ILLEGAL_INSTRUCTION,
                    Codec.NOTHING,
                    "method " + method + " of " + to + " broke down: " + e);
        } finally {
            depth--;
        }
    }

    private byte[] run(long from, Address to, long method, byte[] params, TokenAmount value) {
        charge(machine.prices().call(!value.isZero(), method != 0));
        long receiver = receiver(to);
        transfer(from, receiver, value);
        if (method == 0) {
            return Codec.NOTHING;
        }
        ActorEntry entry = tree.existing(receiver);
        Actor actor = entry.kind()
                .flatMap(tree.actors()::of)
                .orElseThrow(() -> Abort.of(
                        ExitCode.SYS_INVALID_RECEIVER, "nobody here knows the code " + entry.code() + " of " + to));
        Actor.Method body = actor.methods().get(method);
        if (body == null) {
            throw new Abort(
                    ExitCode.USR_UNHANDLED_MESSAGE, "actors of kind " + actor.code() + " have no method " + method);
        }
        byte[] returned = body.body().run(new Invocation(this, from, receiver, value), params);
        if (returned == null) {
            throw Abort.of(ExitCode.SYS_MISSING_RETURN, body.name() + " of " + actor.code() + " returned null");
        }
        return returned;
    }

    private long receiver(Address to) {
        Address id = tree.resolve(to).orElse(null);
        if (id != null) {
            if (tree.actor(id).isEmpty()) {
                throw Abort.of(ExitCode.SYS_INVALID_RECEIVER, "there is no actor " + to);
            }
            return id.idNumber();
        }
        if (to.protocol() != Address.Protocol.SECP256K1 && to.protocol() != Address.Protocol.BLS) {
            throw Abort.of(
                    ExitCode.SYS_INVALID_RECEIVER, "there is no actor " + to + ", and it is not a key's address");
        }
        charge(machine.prices().createActor());
        return createAccount(tree, to);
    }

    /** Makes the account of a key that has none. @return its number */
    static long createAccount(StateTree tree, Address key) {
        InitState init = tree.state(Singletons.INIT, InitState.class)
                .orElseThrow(() -> new StateException("there is no init actor to number the account of " + key));
        Address id = Address.id(init.nextId());
        tree.put(Singletons.INIT, init.with(key));
        tree.create(id, ActorCode.ACCOUNT, TokenAmount.ZERO);
        tree.put(id, new AccountState(key));
        return id.idNumber();
    }

    private void transfer(long from, long to, TokenAmount value) {
        if (value.isNegative()) {
            throw Abort.of(ExitCode.SYS_FORBIDDEN, "a negative value of " + value);
        }
        if (value.isZero()) {
            return;
        }
        TokenAmount balance = tree.existing(from).balance();
        if (balance.compareTo(value) < 0) {
            throw Abort.of(ExitCode.SYS_INSUFFICIENT_FUNDS, "f0" + from + " has " + balance + " to send " + value);
        }
        if (from != to) {
            tree.add(from, value.negate());
            tree.add(to, value);
        }
    }
}
