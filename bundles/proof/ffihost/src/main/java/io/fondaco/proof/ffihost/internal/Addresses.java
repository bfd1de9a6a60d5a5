package io.fondaco.proof.ffihost.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Where direct buffers lie in memory. */
public final class Addresses {
    private Addresses() {}

    /** Of the byte at the position of a buffer to read from. @throws IllegalArgumentException when it is on the heap */
    public static long from(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("a buffer on the heap: native code reads direct and mapped ones only");
        }
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer)) + buffer.position();
    }

    /** As {@link #from}, to write to. @throws IllegalArgumentException also when it is read-only */
    public static long to(ByteBuffer buffer) {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer to write to");
        }
        return from(buffer);
    }

    /**
     * Of a buffer to write to while another is read, front to back.
     *
     * @throws IllegalArgumentException when they overlap, unless they begin at the same byte
     */
    public static long besides(ByteBuffer read, ByteBuffer written) {
        long to = to(written);
        if (from(read) != to) {
            apart(read, written);
        }
        return to;
    }

    /** As {@link #besides}, where they may not begin at the same byte either. */
    public static long apart(ByteBuffer read, ByteBuffer written) {
        long from = from(read);
        long to = to(written);
        if (from < to + written.remaining() && to < from + read.remaining()) {
            throw new IllegalArgumentException("the buffer to write to overlaps one that is read");
        }
        return to;
    }
}
