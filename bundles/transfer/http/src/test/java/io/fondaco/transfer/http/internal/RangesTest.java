package io.fondaco.transfer.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class RangesTest {

    @Test
    public void agreesWithABitPerByte() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            Ranges ranges = new Ranges();
            BitSet bits = new BitSet();
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(100);
                int to = from + random.nextInt(20);
                ranges.add(from, to);
                bits.set(from, to);
                check(ranges, bits);
            }
        }
    }

    private static void check(Ranges ranges, BitSet bits) {
        assertThat(ranges.bytes()).isEqualTo(bits.cardinality());
        BitSet missing = new BitSet();
        for (Ranges.Range gap : ranges.missing(120)) {
            assertThat(gap.from()).isLessThan(gap.to());
            missing.set((int) gap.from(), (int) gap.to());
        }
        for (int at = 0; at < 120; at++) {
            assertThat(ranges.has(at)).isEqualTo(bits.get(at)).isNotEqualTo(missing.get(at));
        }
        List<Ranges.Range> all = ranges.all();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).from())
                    .as("kept apart")
                    .isGreaterThan(all.get(i - 1).to());
        }
    }

    @Test
    public void cutsWhatIsMissingIntoPiecesThatCoverItOnce() {
        Ranges ranges = new Ranges();
        ranges.add(100, 200);
        ranges.add(500, 900);
        List<Ranges.Range> pieces = ranges.pieces(1000, 4, 50);
        assertThat(pieces).allMatch(piece -> piece.length() <= 125);
        pieces.forEach(piece -> {
            assertThat(ranges.bytes()).isLessThan(1000);
            ranges.add(piece.from(), piece.to());
        });
        assertThat(ranges.missing(1000)).isEmpty();
        assertThat(pieces.stream().mapToLong(Ranges.Range::length).sum()).isEqualTo(500);
    }

    @Test
    public void makesNoPieceSmallerThanAllowed() {
        assertThat(new Ranges().pieces(1000, 5, 400))
                .containsExactly(new Ranges.Range(0, 400), new Ranges.Range(400, 800), new Ranges.Range(800, 1000));
    }
}
