package io.fondaco.codec;

import java.util.Random;

/** Makes damaged copies of small good inputs: bytes changed, cut, doubled, put in. The same seed damages the same way. */
public final class Mutator {
    private static final byte[] TELLING = {
        0,
        1,
        0x17,
        0x18,
        0x1f,
        0x20,
        0x40,
        0x5f,
        (byte) 0x7f,
        (byte) 0x80,
        (byte) 0x9f,
        (byte) 0xa1,
        (byte) 0xbf,
        (byte) 0xd8,
        (byte) 0xf6,
        (byte) 0xfb,
        (byte) 0xff
    };

    private final Random random;

    public Mutator(long seed) {
        random = new Random(seed);
    }

    /** A damaged copy of one of {@code seeds}. */
    public byte[] mutate(byte[][] seeds) {
        byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(6)) {
            case 0:
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                return bytes;
            case 1:
                bytes[at] = (byte) random.nextInt();
                return bytes;
            case 2:
                bytes[at] = TELLING[random.nextInt(TELLING.length)];
                return bytes;
            case 3:
                return java.util.Arrays.copyOf(bytes, at);
            case 4:
                return splice(bytes, at, at, new byte[] {(byte) random.nextInt()});
            default:
                int to = Math.min(bytes.length, at + random.nextInt(8));
                return splice(
                        bytes,
                        at,
                        random.nextBoolean() ? at : to,
                        java.util.Arrays.copyOfRange(bytes, at, random.nextBoolean() ? at : to));
        }
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] out = new byte[from + middle.length + bytes.length - to];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
        return out;
    }
}
