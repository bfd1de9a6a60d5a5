package io.fondaco.chain.node.internal.sync;

import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.Announcer;
import io.fondaco.chain.node.internal.pool.Verdict;
import io.fondaco.model.Multihash;
import io.fondaco.model.Registration;
import io.fondaco.network.Host;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.TopicMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages on their way to the chain, between nodes. Source: lotus, the topic {@code /fil/msgs/NETWORK}. */
public final class MessageGossip implements Announcer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MessageGossip.class);

    /** Messages that wait for their signatures to be checked. */
    private static final int MOST_WAITING = 1024;

    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final Host host;
    private final String topic;
    private final int mostBytes;
    private final Executor workers;
    private final Function<byte[], Verdict> receive;
    private Registration subscription = () -> {};

    /**
     * @param mostBytes of a message
     * @param workers where signatures are checked
     * @param receive what the pool thinks of a message
     */
    public MessageGossip(
            Host host, String network, int mostBytes, Executor workers, Function<byte[], Verdict> receive) {
        this.host = host;
        this.topic = "/fil/msgs/" + network;
        this.mostBytes = mostBytes;
        this.workers = workers;
        this.receive = receive;
    }

    public void start() {
        subscription = host.pubSub()
                .subscribe(
                        new Topic(topic, mostBytes, message -> Multihash.blake2b256(message.data())
                                .digest()),
                        this::take);
    }

    private CompletionStage<TopicListener.Verdict> take(TopicMessage message) {
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(TopicListener.Verdict.IGNORE);
        }
        return CompletableFuture.supplyAsync(
                        () -> {
                            room.release();
                            return receive.apply(message.data());
                        },
                        workers)
                .thenApply(verdict -> switch (verdict.kind()) {
                    case ACCEPT -> TopicListener.Verdict.ACCEPT;
                    case IGNORE -> TopicListener.Verdict.IGNORE;
                    case REJECT -> {
                        LOG.info("{} passed on a bad message: {}", message.from(), verdict.sentence());
                        yield TopicListener.Verdict.REJECT;
                    }
                });
    }

    @Override
    public void announce(SignedMessage message) {
        host.pubSub().publish(topic, MessageCodec.encode(message)).whenComplete((peers, failure) -> {
            if (failure != null) {
                LOG.debug("message {} was not announced: {}", message.cid(), failure.toString());
            }
        });
    }

    @Override
    public void close() {
        subscription.close();
    }
}
