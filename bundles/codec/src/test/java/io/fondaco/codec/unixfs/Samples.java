package io.fondaco.codec.unixfs;

import java.io.InputStream;

/** The two generated inputs of the golden table. */
final class Samples {
    private Samples() {}

    /** {@code (i*31+7)&255}. */
    static InputStream pattern(long size) {
        return new Generated(size) {
            private int i;

            @Override
            byte nextByte() {
                return (byte) (i++ * 31 + 7);
            }
        };
    }

    /** {@code s = s*1664525+1013904223 mod 2^32} from 1, byte {@code s>>>24}. */
    static InputStream lcg(long size) {
        return new Generated(size) {
            private int s = 1;

            @Override
            byte nextByte() {
                s = s * 1664525 + 1013904223;
                return (byte) (s >>> 24);
            }
        };
    }

    private abstract static class Generated extends InputStream {
        private long left;

        Generated(long size) {
            left = size;
        }

        abstract byte nextByte();

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            left--;
            return nextByte() & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            if (left == 0) {
                return count == 0 ? 0 : -1;
            }
            int n = (int) Math.min(left, count);
            for (int i = 0; i < n; i++) {
                target[from + i] = nextByte();
            }
            left -= n;
            return n;
        }
    }
}
