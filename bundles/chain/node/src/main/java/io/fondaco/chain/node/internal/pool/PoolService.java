package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The pool as a service: what takes time does so on the workers.
 *
 * @param behind epochs by which the head is too old to send anything on it: nonces and balances are not what they seem;
 *     0 if it is not
 */
public record PoolService(Pool pool, Executor workers, LongSupplier behind) implements MessagePool {
    @Override
    public CompletionStage<Cid> push(SignedMessage message) {
        return CompletableFuture.supplyAsync(() -> upToDate().push(message), workers);
    }

    @Override
    public CompletionStage<SignedMessage> send(Outgoing message) {
        return CompletableFuture.supplyAsync(() -> upToDate().send(message), workers);
    }

    @Override
    public CompletionStage<SignedMessage> replace(Cid pending, Optional<TokenAmount> maxFee) {
        return CompletableFuture.supplyAsync(() -> upToDate().replace(pending, maxFee), workers);
    }

    @Override
    public List<SignedMessage> pending() {
        return pool.pending();
    }

    @Override
    public Optional<SignedMessage> find(Cid message) {
        return pool.find(message);
    }

    @Override
    public Optional<Cid> sentFor(String key) {
        return pool.sentFor(key);
    }

    @Override
    public Optional<Cid> displacedBy(Cid message) {
        return pool.displacedBy(message);
    }

    @Override
    public long nextNonce(Address account) {
        return pool.nextNonce(account);
    }

    private Pool upToDate() {
        long epochs = behind.getAsLong();
        if (epochs > 0) {
            throw new ChainException(
                    ChainException.Reason.UNAVAILABLE,
                    "this node is " + epochs + " epochs behind and sends nothing until it is up with the clock;"
                            + " chain:head tells how far it has come");
        }
        return pool;
    }
}
