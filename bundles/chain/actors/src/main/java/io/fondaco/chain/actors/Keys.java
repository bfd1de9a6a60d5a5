package io.fondaco.chain.actors;

import io.fondaco.model.Varint;
import java.nio.ByteBuffer;

/** Keys of the maps in actor states. Source: go-state-types, abi keys. */
public final class Keys {
    private Keys() {}

    /** A number from 0 up, as LEB128. */
    public static byte[] unsigned(long number) {
        return Varint.encode(number);
    }

    /** What {@link #unsigned} encoded. */
    public static long unsigned(byte[] key) {
        return Varint.read(ByteBuffer.wrap(key));
    }

    /** A number of either sign, above -2^62 and below 2^62, as LEB128 of its zigzag form. */
    public static byte[] signed(long number) {
        return Varint.encode(number << 1 ^ number >> 63);
    }

    /** What {@link #signed(long)} encoded. */
    public static long signed(byte[] key) {
        long zigzag = Varint.read(ByteBuffer.wrap(key));
        return zigzag >>> 1 ^ -(zigzag & 1);
    }
}
