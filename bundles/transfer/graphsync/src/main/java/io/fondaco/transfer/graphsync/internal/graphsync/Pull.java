package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Walk;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A request of ours. Walks the DAG beside the responder and takes only the link that comes next: whatever the responder
 * says, nothing gets in that the selector does not mean.
 */
public final class Pull {

    private static final byte[] NOTHING = {};

    private final Message.Request request;
    private final PeerId peer;
    private final Walk walk;
    private final Landing landing;
    private final PullListener listener;
    private final Limits limits;
    private final Time time;
    private final Serial serial;
    private final Consumer<Pull> over;
    private final Consumer<Message.Request> send;

    // Only on the serial.
    private boolean ended;
    private boolean paused;
    private long missing;
    private long bytes;

    private volatile Instant heard;
    private volatile Registration alarm = () -> {};

    Pull(
            Message.Request request,
            PeerId peer,
            Walk walk,
            Landing landing,
            PullListener listener,
            Limits limits,
            Time time,
            Serial serial,
            Consumer<Pull> over,
            Consumer<Message.Request> send) {
        this.request = request;
        this.peer = peer;
        this.walk = walk;
        this.landing = landing;
        this.listener = listener;
        this.limits = limits;
        this.time = time;
        this.serial = serial;
        this.over = over;
        this.send = send;
    }

    public UUID id() {
        return request.id();
    }

    Message.Request request() {
        return request;
    }

    PeerId peer() {
        return peer;
    }

    /** It was sent: silence counts from now on. */
    void started() {
        heard = time.now();
        watch(limits.silence());
    }

    private void watch(Duration pause) {
        alarm = time.after(
                pause,
                () -> serial.execute(() -> {
                    if (ended) {
                        return;
                    }
                    Duration silent = Duration.between(heard, time.now());
                    if (paused) {
                        watch(limits.silence());
                    } else if (silent.compareTo(limits.silence()) < 0) {
                        watch(limits.silence().minus(silent));
                    } else {
                        giveUp(TransportException.passing(
                                peer + " was silent for " + limits.silence().toSeconds() + " s", null));
                    }
                }));
    }

    /** Sends more about this request. */
    public void update(Map<String, Node> extensions) {
        send.accept(Message.Request.update(id(), extensions));
    }

    /** Ends it; the listener is told that it failed, unless it was over. Completes when nothing is written any more. */
    public CompletionStage<Void> cancel(String why) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        serial.execute(() -> {
            giveUp(TransportException.passing(why, null));
            done.complete(null);
        });
        return done;
    }

    /** Ends it without a word to the peer, who cannot be reached. */
    void broken(String why) {
        serial.execute(() -> end(() -> listener.failed(TransportException.passing(why, null))));
    }

    /** Ends it because of what the peer sent. */
    void refuse(String why) {
        serial.execute(() -> giveUp(TransportException.lasting(why, null)));
    }

    /** Takes in a response, on a worker; completes when that is done. */
    CompletionStage<Void> take(Message.Response response, Map<Cid, byte[]> blocks) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        serial.now(() -> {
            try {
                if (!ended) {
                    heard = time.now();
                    respond(response, blocks);
                }
            } catch (TransportException e) {
                giveUp(e);
            } catch (DecodeException e) {
                giveUp(TransportException.lasting(peer + " sent what cannot be taken: " + e.getMessage(), e));
            } catch (IOException e) {
                giveUp(TransportException.passing("a block could not be stored: " + e, e));
            } finally {
                done.complete(null);
            }
        });
        return done;
    }

    private void respond(Message.Response response, Map<Cid, byte[]> blocks) throws IOException {
        paused = response.status() == Status.PAUSED;
        listener.responded(response.status(), response.extensions());
        for (Message.Met met : response.met()) {
            if (ended) {
                return;
            }
            meet(met, blocks);
        }
        if (!ended && Status.last(response.status())) {
            finish(response.status());
        }
    }

    private void meet(Message.Met met, Map<Cid, byte[]> blocks) throws IOException {
        Cid wanted = next(met.link());
        if (!met.link().equals(wanted)) {
            throw contradiction(
                    wanted == null
                            ? "goes on to " + met.link() + " where the DAG ends"
                            : "goes to " + met.link() + " where the DAG goes to " + wanted);
        }
        switch (met.action()) {
            case PRESENT -> {
                byte[] block = blocks.get(wanted);
                if (block == null && !landing.has(wanted)) {
                    throw contradiction("says " + wanted + " is in the message, which it is not");
                }
                if (block == null) {
                    walk.take(held(wanted));
                } else {
                    land(wanted, block);
                    walk.take(block);
                }
            }
            case NOT_SENT -> {
                if (!landing.has(wanted)) {
                    throw contradiction("does not send " + wanted + ", which is not here");
                }
                walk.take(held(wanted));
            }
            case MISSING -> {
                missing++;
                walk.skip();
            }
            case SKIPPED -> walk.skip();
        }
    }

    private byte[] held(Cid cid) throws IOException {
        return cid.codec() == Cid.RAW ? NOTHING : landing.get(cid);
    }

    private void land(Cid cid, byte[] block) throws IOException {
        bytes += block.length;
        if (bytes > limits.bytes()) {
            throw TransportException.lasting(peer + " sent more than " + limits.bytes() + " bytes", null);
        }
        if (cid.multihash().code() != Multihash.IDENTITY && !landing.has(cid)) {
            landing.put(cid, block);
        }
    }

    /** The link that comes next. Peers may leave out identity CIDs, which carry their blocks. */
    private Cid next(Cid met) {
        Optional<Cid> wanted = walk.wanted();
        while (wanted.isPresent()
                && wanted.get().multihash().code() == Multihash.IDENTITY
                && !wanted.get().equals(met)) {
            walk.take(wanted.get().multihash().digest());
            wanted = walk.wanted();
        }
        return wanted.orElse(null);
    }

    private TransportException contradiction(String what) {
        return TransportException.lasting(peer + " contradicts the DAG: it " + what, null);
    }

    private void finish(int status) {
        Cid open = next(null);
        switch (status) {
            case Status.COMPLETED, Status.COMPLETED_PARTIAL -> {
                if (missing > 0) {
                    giveUp(TransportException.lasting(peer + " lacks " + missing + " blocks of the DAG", null));
                } else if (open != null) {
                    giveUp(contradiction("ends before " + open));
                } else {
                    end(listener::completed);
                }
            }
            case Status.REJECTED -> lost(true, "refuses the request");
            case Status.LEGAL -> lost(true, "may not serve " + request.root().orElseThrow());
            case Status.NOT_FOUND -> lost(true, "has no " + request.root().orElseThrow());
            case Status.BUSY -> lost(false, "is busy");
            case Status.CANCELLED -> lost(false, "has cancelled the request");
            default -> lost(false, "could not go on");
        }
    }

    private void lost(boolean lasting, String what) {
        String why = peer + " " + what;
        end(() -> listener.failed(
                lasting ? TransportException.lasting(why, null) : TransportException.passing(why, null)));
    }

    private void giveUp(TransportException why) {
        end(() -> {
            send.accept(Message.Request.cancel(id()));
            listener.failed(why);
        });
    }

    private void end(Runnable last) {
        if (ended) {
            return;
        }
        ended = true;
        alarm.close();
        over.accept(this);
        last.run();
    }
}
