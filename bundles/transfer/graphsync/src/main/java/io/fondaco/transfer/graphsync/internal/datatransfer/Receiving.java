package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.graphsync.internal.graphsync.Exchange;
import io.fondaco.transfer.graphsync.internal.graphsync.Landing;
import io.fondaco.transfer.graphsync.internal.graphsync.Pull;
import io.fondaco.transfer.graphsync.internal.graphsync.PullListener;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receiving end of a channel: a draft, and the request that fills it. */
final class Receiving implements PullListener {

    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    /** Told how it goes, on workers, one call at a time once it has begun. Ends with one of the last two. */
    interface Receiver {

        /** Messages came; {@code status} is the GraphSync status beside them. */
        void news(int status, List<TransferMessage> messages);

        /** So many bytes are in the file. */
        void has(long bytes);

        /** All are, and on the disk. */
        void whole(long bytes);

        void failed(TransportException why);
    }

    /**
     * What is received.
     *
     * @param wanted bytes there must be in the end, -1 when unknown
     * @param most bytes there may be
     */
    record Goods(TransferId id, PeerId from, Cid root, Path file, long wanted, long most) {}

    private final Surroundings house;
    private final Exchange exchange;
    private final Goods goods;
    private final Function<Boolean, TransferMessage> opening;
    private final Receiver receiver;
    private final Path path;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private CarDraft draft;

    // Guarded by this.
    private Pull pull;
    private String stopping;

    /** @param opening the message to open with, given whether some bytes are there */
    Receiving(
            Surroundings house,
            Exchange exchange,
            Goods goods,
            Function<Boolean, TransferMessage> opening,
            Receiver receiver) {
        this.house = house;
        this.exchange = exchange;
        this.goods = goods;
        this.opening = opening;
        this.receiver = receiver;
        this.path = goods.file().toAbsolutePath().normalize();
    }

    void begin() {
        try {
            house.workers().execute(this::open);
        } catch (RejectedExecutionException closing) {
            over.complete(null);
            receiver.failed(TransportException.passing("GraphSync closes here", closing));
        }
    }

    private void open() {
        if (!house.written().add(path)) {
            over.complete(null);
            receiver.failed(TransportException.passing("another transfer writes the file of " + goods.id(), null));
            return;
        }
        try {
            draft = new CarDraft(path, goods.root(), house.limits().budget(), goods.wanted(), goods.most());
            boolean some = draft.blocks() > 0;
            if (some) {
                receiver.has(draft.size());
            }
            request(Extensions.request(opening.apply(some), goods.id().toString(), draft.links()));
        } catch (TransportException e) {
            end(() -> receiver.failed(e));
        } catch (IOException | DecodeException e) {
            end(() -> receiver.failed(TransportException.passing("the draft cannot be written: " + e, e)));
        } catch (RuntimeException | Error e) {
            LOG.error("The transfer {} cannot begin", goods.id(), e);
            end(() -> receiver.failed(TransportException.passing("the transfer cannot begin: " + e, e)));
        }
    }

    private void request(Map<String, Node> extensions) {
        synchronized (this) {
            if (stopping == null) {
                pull = exchange.request(goods.from(), goods.root(), Selector.all(), extensions, landing(), this);
                return;
            }
        }
        end(() -> receiver.failed(TransportException.passing(stopping, null)));
    }

    private Landing landing() {
        return new Landing() {
            @Override
            public boolean has(Cid cid) {
                return draft.has(cid);
            }

            @Override
            public byte[] get(Cid cid) throws IOException {
                return draft.get(cid);
            }

            @Override
            public void put(Cid cid, byte[] block) throws IOException {
                draft.put(cid, block);
                receiver.has(draft.size());
            }
        };
    }

    /** Stops it; the receiver is told that it failed, unless it was over. Completes when the file is let go. */
    CompletionStage<Void> stop(String why) {
        Pull running;
        synchronized (this) {
            stopping = stopping == null ? why : stopping;
            running = pull;
        }
        if (running != null) {
            running.cancel(why);
        }
        return over;
    }

    /** Sends a message beside the request. False when there is none yet. */
    boolean tell(TransferMessage message) {
        Pull running;
        synchronized (this) {
            running = pull;
        }
        if (running != null) {
            running.update(Extensions.of(message));
        }
        return running != null;
    }

    @Override
    public void responded(int status, Map<String, Node> extensions) {
        receiver.news(status, Extensions.read(extensions));
    }

    @Override
    public void completed() {
        long bytes = draft.size();
        try {
            draft.finish();
        } catch (IOException e) {
            end(() -> receiver.failed(TransportException.passing("the draft could not be kept: " + e, e)));
            return;
        } catch (TransportException e) {
            end(() -> receiver.failed(e));
            return;
        }
        end(() -> receiver.whole(bytes));
    }

    @Override
    public void failed(TransportException why) {
        end(() -> receiver.failed(why));
    }

    private void end(Runnable last) {
        if (draft != null) {
            try {
                draft.close();
            } catch (IOException e) {
                LOG.warn("The draft of {} could not be closed", goods.id(), e);
            }
        }
        house.written().remove(path);
        over.complete(null);
        last.run();
    }
}
