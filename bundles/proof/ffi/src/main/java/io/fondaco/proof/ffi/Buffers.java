package io.fondaco.proof.ffi;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;

/** What every kernel asks of its buffers before it computes. */
final class Buffers {
    static final int NODE = 32;

    private Buffers() {}

    /** How many groups there are, when the input is whole groups and the output has just the room for them. */
    static int groups(String what, ByteBuffer in, int groupIn, ByteBuffer out, int groupOut) {
        int groups = in.remaining() / groupIn;
        if (in.remaining() % groupIn != 0 || (long) groups * groupOut != out.remaining()) {
            throw new IllegalArgumentException(what + " from " + in.remaining() + " to " + out.remaining()
                    + " bytes: each " + groupIn + " make " + groupOut);
        }
        if (out.isReadOnly()) {
            throw new IllegalArgumentException(what + " into a buffer that is read-only");
        }
        overlap(what, in, out);
        return groups;
    }

    /** Of two in one array; native code sees to those outside the heap, and a copy cannot overlap what it is a copy of. */
    private static void overlap(String what, ByteBuffer in, ByteBuffer out) {
        if (!in.hasArray() || in.array() != out.array()) {
            return;
        }
        int from = in.arrayOffset() + in.position();
        int to = out.arrayOffset() + out.position();
        if (from != to && from < to + out.remaining() && to < from + in.remaining()) {
            throw new IllegalArgumentException(what + " into a part of what is read, but not its beginning");
        }
    }

    static boolean direct(ByteBuffer... buffers) {
        for (ByteBuffer buffer : buffers) {
            if (!buffer.isDirect()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes from a buffer's position and so many more on, as a buffer of their own. */
    static ByteBuffer part(ByteBuffer of, long from, long bytes) {
        return of.slice(of.position() + (int) from, (int) bytes);
    }

    /** Says which node is none, from its bytes. */
    static ProofException noElement(long node, ByteBuffer... inputs) {
        StringBuilder text = new StringBuilder("node " + node + ": not a field element: ");
        byte[] bytes = new byte[NODE];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i].get((int) (inputs[i].position() + node * NODE), bytes);
            text.append(i == 0 ? "0x" : " or 0x");
            for (int at = NODE - 1; at >= 0; at--) {
                text.append(String.format("%02x", bytes[at]));
            }
        }
        return new ProofException(Reason.MALFORMED, text + " is not below r; the data is damaged or was never padded");
    }
}
