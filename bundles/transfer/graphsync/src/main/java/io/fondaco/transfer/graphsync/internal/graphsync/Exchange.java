package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.Walk;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.MessageReader;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GraphSync for one host: requests of ours, requests of peers. Messages of one stream are taken in one after the other, and
 * the next is read only when the one before is stored: a slow disk slows the peer down.
 *
 * <p>Refusals: a message that is malformed, longer than {@link Message#MOST} or with a block longer than
 * {@link Message#MOST_BLOCK} ends the stream, and with it what is in progress with the peer; an id that is in use is
 * answered with 30 and ends the request that had it; a response to nothing is dropped and cancelled once; a block no
 * response speaks of, or a response that leaves the DAG, ends the request for good.
 */
public final class Exchange implements AutoCloseable {

    /** Without word for so long, a stream is let go; requests have their own clocks. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** While something is in progress, silence is broken this often: a pause may last longer than a stream. */
    private static final Duration PULSE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Host host;
    private final Time time;
    private final Limits limits;
    private final Memory memory;
    private final Executor workers;
    private final Door door;
    private final Map<PeerId, Neighbour> neighbours = new ConcurrentHashMap<>();
    private final Registration answering;
    private volatile Registration pulse;
    private volatile boolean closed;

    /**
     * @param memory shared by all hosts of the house
     * @param workers where disks are read and written and hashes computed
     */
    public Exchange(Host host, Time time, Limits limits, Memory memory, Executor workers, Door door) {
        this.host = host;
        this.time = time;
        this.limits = limits;
        this.memory = memory;
        this.workers = workers;
        this.door = door;
        this.answering = host.answer(new Protocol(Message.PROTOCOL, Message.MOST, IDLE), this::opened);
        beat();
    }

    private void beat() {
        pulse = time.after(PULSE, () -> {
            neighbours.values().stream().filter(Neighbour::busy).forEach(this::breakSilence);
            neighbours.keySet().forEach(peer -> neighbours.computeIfPresent(peer, (id, with) -> with.forget()));
            if (!closed) {
                beat();
            }
        });
    }

    private void breakSilence(Neighbour with) {
        with.pipe
                .send(MessageCodec.framed(new Message(List.of(), List.of(), List.of())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} cannot be reached: {}", with.id, reason(failure));
                    }
                });
    }

    private Neighbour neighbour(PeerId peer) {
        return neighbours.compute(peer, (id, known) -> (known != null
                        ? known
                        : new Neighbour(id, new Pipe(host, id, failure -> cut(id, failure)), limits))
                .wanted());
    }

    // ---- our requests

    /**
     * Asks a peer for a DAG.
     *
     * @param extensions sent with the request
     * @throws DecodeException when the selector cannot be walked
     */
    public Pull request(
            PeerId peer,
            Cid root,
            Selector selector,
            Map<String, Node> extensions,
            Landing landing,
            PullListener listener) {
        Message.Request request = new Message.Request(
                UUID.randomUUID(), Message.Kind.NEW, 0, Optional.of(root), Optional.of(selector.toNode()), extensions);
        Walk walk = new Walk(root, selector, limits.budget());
        Neighbour with = neighbour(peer);
        Pull pull = new Pull(
                request,
                peer,
                walk,
                landing,
                listener,
                limits,
                time,
                new Serial(workers),
                ended -> start(with.remove(ended)),
                news -> send(with, news));
        if (with.add(pull)) {
            start(pull);
        }
        return pull;
    }

    private void start(Pull pull) {
        if (pull == null) {
            return;
        }
        pull.started();
        Message message = new Message(List.of(pull.request()), List.of(), List.of());
        neighbour(pull.peer()).pipe.send(MessageCodec.framed(message)).whenComplete((done, failure) -> {
            if (failure != null) {
                pull.broken(pull.peer() + " cannot be reached: " + reason(failure));
            }
        });
    }

    private void send(Neighbour to, Message.Request news) {
        to.pipe
                .send(MessageCodec.framed(new Message(List.of(news), List.of(), List.of())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} was not told of {}: {}", to.id, news.kind(), reason(failure));
                    }
                });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    // ---- what comes in

    private void opened(Stream stream) {
        Neighbour from = neighbour(stream.remote());
        if (!from.enters()) {
            stream.reset();
            return;
        }
        read(stream, new MessageReader(stream, Message.MOST), from);
    }

    private void read(Stream stream, MessageReader reader, Neighbour from) {
        reader.next().whenComplete((message, failure) -> {
            if (failure != null) {
                from.leaves();
                cut(from.id, failure);
            } else if (message.isEmpty()) {
                from.leaves();
                stream.close();
            } else {
                onWorker(stream, from, () -> take(from, message.get()).whenComplete((done, refused) -> {
                    if (refused == null && from.pipe.waiting() <= Limits.UNSENT) {
                        read(stream, reader, from);
                        return;
                    }
                    String why = refused == null ? "it does not take our answers" : reason(refused);
                    LOG.debug("{} is cut off: {}", from.id, why);
                    from.leaves();
                    stream.reset();
                    cut(from.id, new NetworkException(NetworkException.Reason.BROKEN, why));
                    from.pipe.reset();
                }));
            }
        });
    }

    private void onWorker(Stream stream, Neighbour from, Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException closing) {
            from.leaves();
            stream.reset();
        }
    }

    private CompletionStage<Void> take(Neighbour from, byte[] bytes) {
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        try {
            Message message = MessageCodec.decode(bytes);
            for (Message.Request request : message.requests()) {
                asked(from, request);
            }
            List<Pull> pulls = new ArrayList<>();
            for (Message.Response response : message.responses()) {
                pulls.add(pull(from, response));
            }
            if (pulls.stream().anyMatch(pull -> pull != null)) {
                Map<Cid, byte[]> blocks = blocks(message);
                String excess = unasked(message, blocks);
                for (int i = 0; i < pulls.size(); i++) {
                    Pull pull = pulls.get(i);
                    if (pull != null && excess != null) {
                        pull.refuse(from.id + " " + excess);
                    } else if (pull != null) {
                        taken.add(pull.take(message.responses().get(i), blocks).toCompletableFuture());
                    }
                }
            }
        } catch (DecodeException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException | Error e) {
            LOG.error("A message of {} could not be taken in", from.id, e);
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.allOf(taken.toArray(new CompletableFuture<?>[0]));
    }

    private Pull pull(Neighbour from, Message.Response response) {
        Pull pull = from.pull(response.id());
        if (pull == null && !Status.last(response.status()) && from.stranger(response.id())) {
            LOG.debug("{} answers {}, which is not in progress", from.id, response.id());
            send(from, Message.Request.cancel(response.id()));
        }
        return pull;
    }

    private static Map<Cid, byte[]> blocks(Message message) {
        Map<Cid, byte[]> blocks = new HashMap<>();
        message.blocks().forEach(block -> blocks.put(block.cid(), block.data()));
        return blocks;
    }

    /** A block with a wrong hash shows here, since it is another block. */
    private static String unasked(Message message, Map<Cid, byte[]> blocks) {
        Set<Cid> spokenOf = new HashSet<>();
        for (Message.Response response : message.responses()) {
            for (Message.Met met : response.met()) {
                spokenOf.add(met.link());
            }
        }
        for (Cid cid : blocks.keySet()) {
            if (!spokenOf.contains(cid)) {
                return "sent block " + cid + ", which is not of the DAG, or in place of one that is";
            }
        }
        return null;
    }

    private void asked(Neighbour from, Message.Request request) {
        switch (request.kind()) {
            case NEW -> begin(from, request);
            case CANCEL -> {
                Serve serve = from.serve(request.id());
                if (serve != null) {
                    serve.cancel(from.id + " has cancelled its request");
                }
            }
            case UPDATE -> {
                if (from.serve(request.id()) != null) {
                    door.updated(from.id, request);
                }
            }
        }
    }

    private void begin(Neighbour from, Message.Request request) {
        Serve serve = new Serve(request, from.id, limits, memory, new Serial(workers), from.pipe, ended -> {
            Serve next = from.remove(ended);
            if (next != null) {
                next.begin(door);
            }
        });
        switch (from.add(serve)) {
            case STARTS -> serve.begin(door);
            case WAITS -> LOG.debug("Request {} of {} waits", request.id(), from.id);
            case FULL -> serve.turnAway(Status.BUSY);
            case TAKEN -> {
                // Two under one id cannot be told apart by the peer either.
                Serve first = from.serve(request.id());
                if (first != null) {
                    first.drop(from.id + " used the id of this request again");
                }
                serve.turnAway(Status.REJECTED);
            }
        }
    }

    /** A stream broke: what is in progress with the peer may have lost something. */
    private void cut(PeerId peer, Throwable failure) {
        Throwable cause = failure.getCause() instanceof NetworkException ? failure.getCause() : failure;
        if (cause instanceof NetworkException e && e.reason() == NetworkException.Reason.OUT_OF_TIME) {
            return;
        }
        Neighbour with = neighbours.get(peer);
        if (with != null) {
            String why = "the connection with " + peer + " broke: " + reason(failure);
            with.pulls().forEach(pull -> pull.broken(why));
            with.serves().forEach(serve -> serve.drop(why));
        }
    }

    @Override
    public void close() {
        closed = true;
        pulse.close();
        answering.close();
        for (Neighbour with : neighbours.values()) {
            with.pulls().forEach(pull -> pull.broken("GraphSync closes here"));
            with.serves().forEach(serve -> serve.drop("GraphSync closes here"));
            with.pipe.close();
        }
    }
}
