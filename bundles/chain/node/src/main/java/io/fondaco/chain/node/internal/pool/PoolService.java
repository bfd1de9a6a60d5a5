package io.fondaco.chain.node.internal.pool;

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

/** The pool as a service: what takes time does so on the workers. */
public record PoolService(Pool pool, Executor workers) implements MessagePool {
    @Override
    public CompletionStage<Cid> push(SignedMessage message) {
        return CompletableFuture.supplyAsync(() -> pool.push(message), workers);
    }

    @Override
    public CompletionStage<SignedMessage> send(Outgoing message) {
        return CompletableFuture.supplyAsync(() -> pool.send(message), workers);
    }

    @Override
    public CompletionStage<SignedMessage> replace(Cid pending, Optional<TokenAmount> maxFee) {
        return CompletableFuture.supplyAsync(() -> pool.replace(pending, maxFee), workers);
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
}
