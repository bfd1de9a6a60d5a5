package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.StateArray;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** Each sector ends once, whatever happens to it and to others of its partition before. */
public class ExpirationQueueTest {
    private static final SectorInfo SOON = sector(1, 300);
    private static final SectorInfo LATE = sector(2, 600);
    private static final SectorInfo LATE_TOO = sector(3, 600);

    private final ExpirationQueue queue = new ExpirationQueue(
            StateArray.empty(new MemoryBlocks(), 4, ExpirationSet.CODEC), new Quantum(100, 0), 2048);

    private static SectorInfo sector(long number, long expiration) {
        return new SectorInfo(
                number,
                -1,
                Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {(byte) number})),
                List.of(),
                Epoch.of(0),
                Epoch.of(expiration),
                BigInteger.ZERO,
                BigInteger.ZERO,
                TokenAmount.atto(number),
                TokenAmount.ZERO,
                TokenAmount.ZERO);
    }

    private Map<Long, BitField> ends() {
        Map<Long, BitField> ends = new TreeMap<>();
        queue.array().forEach((epoch, set) -> ends.put(epoch, set.all()));
        return ends;
    }

    @Test
    public void aSectorThatComesBackEndsWithThoseThatComeBackWhereItGoes() {
        queue.addActive(List.of(SOON, LATE, LATE_TOO));
        // One ends early for its fault, the other is to be faulty for so long that it ends on time.
        queue.fault(List.of(LATE), Epoch.of(400));
        queue.fault(List.of(LATE_TOO), Epoch.of(900));
        assertThat(ends()).isEqualTo(Map.of(300L, BitField.of(1), 400L, BitField.of(2), 600L, BitField.of(3)));
        queue.recover(List.of(LATE, LATE_TOO));
        assertThat(ends()).isEqualTo(Map.of(300L, BitField.of(1), 600L, BitField.of(2, 3)));
        ExpirationSet set = queue.array().get(600).orElseThrow();
        assertThat(set.onTime()).isEqualTo(BitField.of(2, 3));
        assertThat(set.active().raw().longValueExact()).isEqualTo(4096);
        assertThat(set.faulty()).isEqualTo(PowerPair.ZERO);
        assertThat(set.pledge()).isEqualTo(TokenAmount.atto(5));
    }

    @Test
    public void allThatIsFaultyForTooLongEndsTogether() {
        queue.addActive(List.of(SOON, LATE, LATE_TOO));
        queue.faultAll(Epoch.of(350));
        assertThat(ends()).isEqualTo(Map.of(300L, BitField.of(1), 400L, BitField.of(2, 3)));
        ExpirationSet popped = queue.pop(Epoch.of(400));
        assertThat(popped.onTime()).isEqualTo(BitField.of(1));
        assertThat(popped.early()).isEqualTo(BitField.of(2, 3));
        assertThat(popped.pledge()).isEqualTo(TokenAmount.atto(1));
        assertThat(ends()).isEmpty();
    }
}
