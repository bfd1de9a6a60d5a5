package io.fondaco.piece;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.Test;

public class CommPMemoryTest {
    @Test
    public void allocatesNoMoreForALongStreamThanForAShortOne() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] slice = new byte[1 << 20];
        hash(slice, 4);
        long before = threads.getCurrentThreadAllocatedBytes();
        hash(slice, 4);
        long small = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        hash(slice, 128);
        long large = threads.getCurrentThreadAllocatedBytes() - before;
        // A chunk of 1 MiB costs a few small objects and no buffer: 124 MiB more may cost 500 of them.
        assertThat(large - small).isLessThan(500 * 1024);
    }

    private static void hash(byte[] slice, int times) {
        try (CommPCalculator calculator = CommPCalculator.sequential()) {
            for (int i = 0; i < times; i++) {
                calculator.update(slice, 0, slice.length);
            }
            calculator.finish();
        }
    }
}
