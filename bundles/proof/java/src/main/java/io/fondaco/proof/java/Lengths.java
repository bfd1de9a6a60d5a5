package io.fondaco.proof.java;

import java.nio.ByteBuffer;

/** Lengths of buffers, before anything is computed over them. */
final class Lengths {
    private Lengths() {}

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
        return groups;
    }
}
