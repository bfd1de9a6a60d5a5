package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.actors.StateException;
import io.fondaco.crypto.CryptoException;
import io.fondaco.persistence.StoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other, in the order they came, on whatever executor it is given. */
final class Clerk implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Clerk.class);

    private final Executor executor;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    Clerk(Executor executor) {
        this.executor = executor;
    }

    /** What somebody asks for. */
    interface Work<T> {
        CompletionStage<T> begin() throws Exception;
    }

    /** @throws RejectedExecutionException once it is closed */
    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            tasks.add(task);
            if (busy) {
                return;
            }
            busy = true;
        }
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException ended) {
            synchronized (tasks) {
                busy = false;
                tasks.clear();
            }
            throw ended;
        }
    }

    /** As {@link #execute}; once it is closed nothing happens. */
    void run(Runnable task) {
        try {
            execute(task);
        } catch (RejectedExecutionException ended) {
            LOG.debug("closed: {} is left", task);
        }
    }

    private void work() {
        while (true) {
            Runnable next;
            synchronized (tasks) {
                next = tasks.poll();
                if (next == null) {
                    busy = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error broken) {
                LOG.error("a task of the market's books failed; what is left of it comes with the next head", broken);
            }
        }
    }

    /** Begins work in its turn. The stage fails with a {@link ChainException}, unless nobody planned what went wrong. */
    <T> CompletionStage<T> ask(Work<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            execute(() -> {
                try {
                    work.begin().whenComplete((value, failed) -> {
                        if (failed == null) {
                            answer.complete(value);
                        } else {
                            answer.completeExceptionally(told(failed));
                        }
                    });
                } catch (Throwable failed) {
                    answer.completeExceptionally(told(failed));
                }
            });
        } catch (RejectedExecutionException ended) {
            answer.completeExceptionally(closed());
        }
        return answer;
    }

    /** What failed, without the wrapping of stages. */
    static Throwable plain(Throwable failed) {
        Throwable plain = failed;
        while (plain instanceof CompletionException && plain.getCause() != null) {
            plain = plain.getCause();
        }
        return plain instanceof RejectedExecutionException ? closed() : plain;
    }

    private static Throwable told(Throwable failed) {
        Throwable plain = plain(failed);
        if (plain instanceof StateException || plain instanceof CryptoException || plain instanceof StoreException) {
            ChainException told = new ChainException(ChainException.Reason.UNAVAILABLE, plain.getMessage());
            told.initCause(plain);
            return told;
        }
        return plain;
    }

    private static ChainException closed() {
        return new ChainException(
                ChainException.Reason.UNAVAILABLE, "the chain's books are closed; ask again when they are back");
    }

    /** What was asked before is still done. */
    void close() {
        synchronized (tasks) {
            closed = true;
        }
    }
}
