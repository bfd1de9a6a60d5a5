package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.Walk;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Action;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Block;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Met;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of a peer. Walks the DAG message by message; the next ones are made while a few are on their way, and no
 * more than that is in memory.
 */
public final class Serve {

    /** The extensions of a request that say what the peer has. */
    public static final String NOT_THESE = "graphsync/do-not-send-cids";

    public static final String NOT_THE_FIRST = "graphsync/do-not-send-first-blocks";

    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);
    private static final byte[] NOTHING = {};
    private static final int AHEAD = 4;

    private final Message.Request request;
    private final PeerId peer;
    private final Limits limits;
    private final Memory memory;
    private final Serial serial;
    private final Pipe pipe;
    private final Consumer<Serve> over;

    // Only on the serial.
    private final Set<Cid> there = new HashSet<>();
    private final Map<String, Node> extensions = new LinkedHashMap<>();
    private Walk walk;
    private Door.Answer.Serving serving;
    private long notTheFirst;
    private final Set<Holder> holders = EnumSet.noneOf(Holder.class);
    private boolean toldPaused;
    private boolean stepping;
    private boolean ended;
    private boolean last;
    private boolean cancelled;
    private int onTheWay;
    private int way = -1;
    private long missing;
    private long sent;
    private long walked;

    Serve(
            Message.Request request,
            PeerId peer,
            Limits limits,
            Memory memory,
            Serial serial,
            Pipe pipe,
            Consumer<Serve> over) {
        this.request = request;
        this.peer = peer;
        this.limits = limits;
        this.memory = memory;
        this.serial = serial;
        this.pipe = pipe;
        this.over = over;
    }

    public Message.Request request() {
        return request;
    }

    public PeerId peer() {
        return peer;
    }

    // ---- what others ask for

    void begin(Door door) {
        serial.execute(() -> {
            if (!ended) {
                admit(door);
            }
        });
    }

    /** Sends nothing more until the same holder {@link #resume}s. */
    public void pause(Holder by) {
        serial.execute(() -> {
            holders.add(by);
            step();
        });
    }

    /** Goes on unless somebody else holds it back; {@code news} go with the next message. */
    public void resume(Holder by, Map<String, Node> news) {
        serial.execute(() -> {
            extensions.putAll(news);
            holders.remove(by);
            if (holders.isEmpty() || !news.isEmpty()) {
                toldPaused = false;
            }
            step();
        });
    }

    /** Ends it with a status, from this side. */
    public void stop(int status, Map<String, Node> news, String why) {
        serial.execute(() -> refuse(status, news, why));
    }

    /** Answers a request that never begins, at once: what waits for a worker would cost more than the answer. */
    void turnAway(int status) {
        tell(status);
    }

    /** The peer ends it. */
    void cancel(String why) {
        serial.execute(() -> {
            cancelled = true;
            end(why);
        });
    }

    /** Ends it without a word. */
    void drop(String why) {
        serial.execute(() -> end(why));
    }

    // ---- the beginning

    private void admit(Door door) {
        Selector selector;
        try {
            selector = SelectorRules.read(request.selector().orElseThrow());
            walk = new Walk(request.root().orElseThrow(), selector, limits.budget());
            readWhatIsThere();
        } catch (DecodeException e) {
            LOG.debug("Request {} of {} is refused: {}", request.id(), peer, e.getMessage());
            refuse(Status.REJECTED, Map.of(), e.getMessage());
            return;
        }
        try {
            Door.Answer answer = door.asked(peer, request, this);
            if (answer instanceof Door.Answer.Refusal refusal) {
                refuse(refusal.status(), refusal.extensions(), "refused");
                return;
            }
            serving = (Door.Answer.Serving) answer;
        } catch (IOException | RuntimeException e) {
            LOG.warn("Request {} of {} cannot be served", request.id(), peer, e);
            refuse(Status.FAILED, Map.of(), e.toString());
            return;
        }
        extensions.putAll(serving.extensions());
        holders.addAll(serving.holders());
        step();
    }

    private void readWhatIsThere() {
        Node first = request.extensions().get(NOT_THE_FIRST);
        if (first != null) {
            if (!(first instanceof IntNode number) || number.unsigned() || number.bits() < 0) {
                throw DecodeException.malformed(0, NOT_THE_FIRST + " is not a number");
            }
            notTheFirst = number.bits();
        }
        Node these = request.extensions().get(NOT_THESE);
        if (these != null) {
            if (!(these instanceof ListNode list)) {
                throw DecodeException.malformed(0, NOT_THESE + " is not a list");
            }
            for (Node item : list.items()) {
                if (!(item instanceof LinkNode link)) {
                    throw DecodeException.malformed(0, NOT_THESE + " has an item that is no link");
                }
                there.add(link.cid());
            }
        }
    }

    // ---- message by message

    private boolean paused() {
        return !holders.isEmpty();
    }

    /** Makes the next message if there is one to make. */
    private void step() {
        if (ended || last || serving == null || stepping || onTheWay >= AHEAD) {
            return;
        }
        if (paused() && toldPaused) {
            return;
        }
        stepping = true;
        boolean room = memory.take(
                peer,
                Limits.RESERVED,
                () -> serial.execute(() -> {
                    stepping = false;
                    step();
                }));
        if (!room) {
            return;
        }
        stepping = false;
        try {
            pour(paused() ? new Load() : fill());
        } catch (DecodeException e) {
            memory.give(peer, Limits.RESERVED);
            LOG.debug("Request {} of {} ends: {}", request.id(), peer, e.getMessage());
            refuse(Status.FAILED, Map.of(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            memory.give(peer, Limits.RESERVED);
            LOG.warn("Request {} of {} ends", request.id(), peer, e);
            refuse(Status.FAILED, Map.of(), e.toString());
        }
    }

    /** What goes into one message. */
    private final class Load {
        private final List<Met> met = new ArrayList<>();
        private final List<Block> blocks = new ArrayList<>();
        private long bytes;
        private int status = Status.PARTIAL;
        private String stopped;
    }

    private Load fill() throws IOException {
        Load load = new Load();
        while (load.bytes < Limits.SPLIT && load.met.size() < Limits.LINKS && !paused() && load.stopped == null) {
            Optional<Cid> next = walk.wanted();
            if (next.isEmpty()) {
                load.status = missing == 0 ? Status.COMPLETED : Status.COMPLETED_PARTIAL;
                return load;
            }
            meet(next.get(), load);
        }
        return load;
    }

    private void meet(Cid cid, Load load) throws IOException {
        boolean known = walk.links() < notTheFirst || there.contains(cid);
        if (known && cid.codec() == Cid.RAW) {
            load.met.add(new Met(cid, Action.NOT_SENT));
            walk.take(NOTHING);
            return;
        }
        // The peer verifies each block and must: hashing them here too would cost a third of the work of sending.
        Optional<byte[]> found = serving.blocks().unverified().get(cid);
        if (found.isEmpty()) {
            boolean root = walk.links() == 0;
            load.met.add(new Met(cid, Action.MISSING));
            missing++;
            walk.skip();
            if (root) {
                load.status = Status.NOT_FOUND;
                load.stopped = "the root is not here";
            }
            return;
        }
        byte[] block = found.get();
        walked += block.length;
        if (walked > limits.bytes()) {
            throw DecodeException.limit(0, "more than " + limits.bytes() + " bytes");
        }
        if (known) {
            load.met.add(new Met(cid, Action.NOT_SENT));
        } else {
            if (!allowed(sent + block.length, load)) {
                return;
            }
            sent += block.length;
            load.met.add(new Met(cid, Action.PRESENT));
            load.blocks.add(new Block(Prefix.of(cid), block));
            load.bytes += block.length;
            if (cid.multihash().code() != Multihash.IDENTITY) {
                there.add(cid);
            }
        }
        walk.take(block);
    }

    /** A pause takes effect after this block, a stop before it. */
    private boolean allowed(long bytes, Load load) {
        ServeListener.Verdict verdict = serving.listener().sending(bytes, walked);
        if (verdict instanceof ServeListener.Verdict.Pause pause) {
            extensions.putAll(pause.extensions());
            holders.add(Holder.REVALIDATOR);
        } else if (verdict instanceof ServeListener.Verdict.Stop stop) {
            extensions.putAll(stop.extensions());
            load.status = stop.status();
            load.stopped = "stopped by this side";
            return false;
        }
        return true;
    }

    private void pour(Load load) {
        if (paused() && !Status.last(load.status)) {
            load.status = Status.PAUSED;
            toldPaused = true;
        }
        boolean complete = load.status == Status.COMPLETED || load.status == Status.COMPLETED_PARTIAL;
        last = Status.last(load.status);
        ByteBuffer message = message(load.status, load.met, load.blocks);
        long held = Math.min(message.remaining(), Limits.RESERVED);
        memory.give(peer, Limits.RESERVED - held);
        onTheWay++;
        pipe.send(message, way()).whenComplete((done, failure) -> {
            memory.give(peer, held);
            serial.execute(() -> {
                onTheWay--;
                if (failure != null) {
                    end("the way to " + peer + " broke: " + failure.getMessage());
                } else if (last && onTheWay == 0) {
                    end(complete && missing == 0 ? null : load.stopped == null ? "blocks are missing" : load.stopped);
                } else {
                    step();
                }
            });
        });
        step();
    }

    /** All messages of one request go over one stream, or the later ones not at all. */
    private int way() {
        if (way < 0) {
            way = pipe.way();
        }
        return way;
    }

    private ByteBuffer message(int status, List<Met> met, List<Block> blocks) {
        Message.Response response = new Message.Response(request.id(), status, met, extensions);
        extensions.clear();
        return MessageCodec.framed(new Message(List.of(), List.of(response), blocks));
    }

    private void refuse(int status, Map<String, Node> news, String why) {
        if (ended || last) {
            return;
        }
        extensions.putAll(news);
        last = true;
        tell(status);
        end(why);
    }

    private void tell(int status) {
        pipe.send(message(status, List.of(), List.of())).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("{} was not told of status {}: {}", peer, status, failure.getMessage());
            }
        });
    }

    /** @param why null when all was sent */
    private void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        over.accept(this);
        if (serving == null) {
            return;
        }
        try {
            serving.blocks().close();
        } catch (IOException e) {
            LOG.warn("The blocks of request {} of {} could not be closed", request.id(), peer, e);
        }
        if (why == null) {
            serving.listener().completed();
        } else if (cancelled) {
            serving.listener().cancelled(why);
        } else {
            serving.listener().broken(why);
        }
    }
}
