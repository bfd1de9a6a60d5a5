package io.fondaco.persistence.sqlite;

import java.time.Duration;

/**
 * How a {@link SqliteStore} works. The durability is no setting: every acknowledged write is on disk.
 *
 * @param groupSize how many writes share one commit at most, 1 to 10,000
 * @param groupWait how long a commit stays open while more writes keep coming; a write that is alone never waits
 * @param readers how many reads run at once, 1 to 64
 * @param idle after how long without a write the write-ahead log is folded into the database file
 * @param checkUpTo how large, in bytes, the file may be to be checked whole after a start that follows no clean stop
 */
public record Settings(int groupSize, Duration groupWait, int readers, Duration idle, long checkUpTo) {

    /** Groups of 128 writes or 2 ms, 4 readers, idle after 5 s, a check up to 2 GiB. */
    public static final Settings USUAL = new Settings(128, Duration.ofMillis(2), 4, Duration.ofSeconds(5), 2L << 30);

    public Settings {
        if (groupSize < 1 || groupSize > 10_000) {
            throw new IllegalArgumentException("a group is 1 to 10000 writes, not " + groupSize);
        }
        if (groupWait.isNegative() || groupWait.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("a group waits 0 to 1000 ms, not " + groupWait.toMillis());
        }
        if (readers < 1 || readers > 64) {
            throw new IllegalArgumentException("1 to 64 readers, not " + readers);
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("the idle time must be longer than 0, not " + idle);
        }
        if (checkUpTo < 0) {
            throw new IllegalArgumentException("the size to check up to must be 0 or more bytes, not " + checkUpTo);
        }
    }
}
