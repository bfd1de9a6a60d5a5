package io.fondaco.network.libp2p.internal.negotiate;

import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Varint;
import io.fondaco.network.NetworkException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Agreeing on a protocol, one side of it, without its transport. Feed it what arrives and send what it answers; once
 * {@link #agreed} it takes no further byte: the rest belongs to the protocol.
 *
 * <p>Source: multistream-select 1.0. A line is its length (with the newline) as a varint, text, a newline.
 */
public abstract class Negotiation {

    /** What both sides say first. */
    public static final String ID = "/multistream/1.0.0";

    /** Longest line accepted, in bytes, without its length. */
    public static final int MAX_LINE = 1024;

    static final String REFUSED = "na";

    private final ByteBuffer pending = ByteBuffer.allocate(MAX_LINE + Varint.MAX_BYTES);
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private boolean greeted;
    private String agreed;

    Negotiation() {}

    /** The side that asks: proposes one after the other until one is taken. */
    public static Negotiation proposing(List<String> protocols) {
        return new Proposing(protocols);
    }

    /** The side that is asked: takes the first proposal it speaks. */
    public static Negotiation offering(Predicate<String> speaks) {
        return new Offering(speaks);
    }

    /** What to send before anything arrives, may be empty. */
    public abstract byte[] begin();

    /**
     * Takes what has arrived, up to the end of the line that decides.
     *
     * @return what to send, may be empty
     * @throws NetworkException NO_COMMON_PROTOCOL when they speak none in common, BROKEN when the peer does not keep to
     *     the rules
     */
    public final byte[] feed(ByteBuffer in) {
        answer.reset();
        while (agreed == null && in.hasRemaining()) {
            pending.put(in.get());
            String line = completeLine();
            if (line == null) {
                continue;
            }
            if (greeted) {
                hear(line);
            } else if (line.equals(ID)) {
                greeted = true;
                greet();
            } else {
                throw broken("the peer begins with '" + shown(line) + "', not with " + ID);
            }
        }
        return answer.toByteArray();
    }

    /** The protocol both speak, once they have found it. */
    public final Optional<String> agreed() {
        return Optional.ofNullable(agreed);
    }

    /** The line that {@link #pending} holds, null while it is not whole. */
    private String completeLine() {
        int size = pending.position();
        ByteBuffer view = pending.duplicate().flip();
        int headEnd = 0;
        while (headEnd < size && view.get(headEnd) < 0) {
            headEnd++;
        }
        if (headEnd == size) {
            if (size > 2) {
                throw broken("a line is longer than " + MAX_LINE + " bytes");
            }
            return null;
        }
        long length;
        try {
            length = Varint.read(view);
        } catch (InvalidValueException e) {
            throw broken("a line's length is malformed: " + e.reason());
        }
        if (length < 1 || length > MAX_LINE) {
            throw broken("a line has 1 to " + MAX_LINE + " bytes, not " + length);
        }
        if (view.remaining() < length) {
            return null;
        }
        byte[] text = new byte[(int) length - 1];
        view.get(text);
        if (view.get() != '\n') {
            throw broken("a line does not end with a newline");
        }
        pending.clear();
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The peer has said who it is. */
    abstract void greet();

    /** The peer says something after its greeting. */
    abstract void hear(String line);

    final void say(String line) {
        answer.writeBytes(line(line));
    }

    final void agree(String protocol) {
        agreed = protocol;
    }

    static byte[] line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length + 1 > MAX_LINE) {
            throw new IllegalArgumentException("a protocol id has less than " + MAX_LINE + " bytes: " + text);
        }
        byte[] length = Varint.encode(bytes.length + 1L);
        return ByteBuffer.allocate(length.length + bytes.length + 1)
                .put(length)
                .put(bytes)
                .put((byte) '\n')
                .array();
    }

    static NetworkException broken(String what) {
        return new NetworkException(NetworkException.Reason.BROKEN, "multistream-select: " + what);
    }

    static String shown(String line) {
        return line.length() > 100 ? line.substring(0, 100) + "..." : line;
    }

    private static final class Proposing extends Negotiation {
        private final List<String> protocols;
        private final Iterator<String> rest;
        private String current;

        Proposing(List<String> protocols) {
            this.protocols = protocols;
            this.rest = protocols.iterator();
            this.current = rest.next();
        }

        @Override
        public byte[] begin() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(line(ID));
            out.writeBytes(line(current));
            return out.toByteArray();
        }

        @Override
        void greet() {}

        @Override
        void hear(String line) {
            if (line.equals(current)) {
                agree(line);
            } else if (!line.equals(REFUSED)) {
                throw broken("the peer answers '" + shown(line) + "' to " + current);
            } else if (rest.hasNext()) {
                current = rest.next();
                say(current);
            } else {
                throw new NetworkException(
                        NetworkException.Reason.NO_COMMON_PROTOCOL, "the peer speaks none of " + protocols);
            }
        }
    }

    private static final class Offering extends Negotiation {
        /** A peer that has not found anything after so many proposals is only keeping us busy. */
        private static final int MAX_PROPOSALS = 64;

        private final Predicate<String> speaks;
        private int heard;

        Offering(Predicate<String> speaks) {
            this.speaks = speaks;
        }

        @Override
        public byte[] begin() {
            return new byte[0];
        }

        @Override
        void greet() {
            say(ID);
        }

        @Override
        void hear(String line) {
            if (speaks.test(line)) {
                agree(line);
                say(line);
            } else if (++heard < MAX_PROPOSALS) {
                say(REFUSED);
            } else {
                throw new NetworkException(
                        NetworkException.Reason.NO_COMMON_PROTOCOL,
                        "the peer has made " + heard + " proposals, the last '" + shown(line) + "'");
            }
        }
    }
}
