package io.fondaco.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class DrawTest {

    @Test
    public void drawsWhatAnotherProgramDraws() {
        byte[] seed = Vectors.sha256("seed".getBytes(StandardCharsets.US_ASCII));
        for (JsonNode vector : Vectors.ALL.path("draws")) {
            long[] drawn = Draw.leaves(seed, vector.path("leaves").asLong(), 12);
            for (int i = 0; i < 12; i++) {
                assertThat(drawn[i]).isEqualTo(vector.path("drawn").get(i).asLong());
            }
        }
    }

    /** The fifth defect of ArFleet's own deals: the last leaf of 2^k + 1 was drawn every second time. */
    @Test
    public void everyLeafOfATreeThatIsNoPowerOfTwoIsAsLikelyAsAnyOther() {
        int leaves = 1025;
        int[] times = new int[leaves];
        int draws = 205_000;
        for (int i = 0; i < draws / 1000; i++) {
            byte[] seed = Vectors.sha256(ByteBuffer.allocate(4).putInt(i).array());
            for (long leaf : Draw.leaves(seed, leaves, 1000)) {
                times[(int) leaf]++;
            }
        }
        double expected = (double) draws / leaves;
        double chiSquared = 0;
        for (int seen : times) {
            chiSquared += (seen - expected) * (seen - expected) / expected;
        }
        // 1024 degrees of freedom: mean 1024, deviation 45; the seeds are fixed.
        assertThat(chiSquared).isBetween(1024 - 4 * 45.3, 1024 + 4 * 45.3);
        assertThat(times[leaves - 1]).isLessThan(300);
    }

    @Test
    public void drawsNothingOutOfNothing() {
        assertThatThrownBy(() -> Draw.leaves(new byte[32], 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Draw.leaves(new byte[32], 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
