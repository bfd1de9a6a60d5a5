package io.fondaco.codec.hamt;

import java.util.Arrays;

/** A key and what it stands for. The arrays are not shared with callers. */
record HamtEntry(byte[] key, byte[] value) {

    /** Where {@code key} is in a bucket, or minus one minus where it belongs. */
    static int find(HamtEntry[] bucket, byte[] key) {
        for (int i = 0; i < bucket.length; i++) {
            int order = Arrays.compareUnsigned(bucket[i].key, key);
            if (order == 0) {
                return i;
            }
            if (order > 0) {
                return -1 - i;
            }
        }
        return -1 - bucket.length;
    }

    static HamtEntry[] with(HamtEntry[] bucket, int at, HamtEntry entry) {
        HamtEntry[] more = new HamtEntry[bucket.length + 1];
        System.arraycopy(bucket, 0, more, 0, at);
        more[at] = entry;
        System.arraycopy(bucket, at, more, at + 1, bucket.length - at);
        return more;
    }

    static HamtEntry[] replaced(HamtEntry[] bucket, int at, HamtEntry entry) {
        HamtEntry[] same = bucket.clone();
        same[at] = entry;
        return same;
    }

    static HamtEntry[] without(HamtEntry[] bucket, int at) {
        HamtEntry[] fewer = Arrays.copyOf(bucket, bucket.length - 1);
        System.arraycopy(bucket, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }
}
