package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.SelfTest;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class ProofSelfTestTest {

    @Test
    public void computesEveryPublishedValueOfSmallSectors() {
        SelfTest result = ProofSelfTest.run(List.of(new JavaBackend()), Lanes.one(), Watch.NONE, SectorSize.KIB_32);
        assertThat(result.rows())
                .allSatisfy(row -> assertThat(row.computed()).as(row.name()).isEqualTo(row.expected()));
        assertThat(result.failed()).isZero();
        assertThat(result.total()).isEqualTo(result.passed()).isGreaterThan(80);
        assertThat(result.backends()).containsOnlyKeys(SelfTest.PROTOCOL, "java");
        for (List<SelfTest.Row> rows : result.backends().values()) {
            assertThat(rows.stream().map(SelfTest.Row::name)).doesNotHaveDuplicates();
        }
    }

    /** A backend with one kernel, which is broken. */
    private static Backend broken(RuntimeException failure) {
        NodeHash hash = new NodeHash() {
            @Override
            public void pairs(ByteBuffer nodes, ByteBuffer digests) {
                throw failure;
            }

            @Override
            public void piece(ByteBuffer payload, ByteBuffer root) {
                root.put(root.position(), (byte) 1);
            }
        };
        return new Backend() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public String description() {
                return "for a test";
            }

            @Override
            public <K> Optional<K> kernel(Class<K> kernel) {
                return kernel == NodeHash.class ? Optional.of(kernel.cast(hash)) : Optional.empty();
            }
        };
    }

    @Test
    public void saysWhatABackendGetsWrongAndLeavesOutWhatItLacks() {
        SelfTest result = ProofSelfTest.run(
                List.of(broken(new IllegalStateException("bad chip"))), Lanes.one(), Watch.NONE, SectorSize.KIB_2);
        List<SelfTest.Row> rows = result.backends().get("broken");
        assertThat(rows).hasSize(9).noneMatch(SelfTest.Row::ok);
        assertThat(rows.stream().map(SelfTest.Row::computed))
                .contains("java.lang.IllegalStateException: bad chip")
                .contains("01" + "00".repeat(31));
        assertThat(result.failed()).isEqualTo(9);
    }

    @Test
    public void sealsSmallSectorsWithWhatABackendHasAndAnothersKernelsForTheRest() {
        SelfTest result = ProofSelfTest.run(
                List.of(broken(new IllegalStateException("bad chip")), new JavaBackend()),
                Lanes.one(),
                Watch.NONE,
                SectorSize.KIB_2);
        List<SelfTest.Row> rows = result.backends().get("broken");
        assertThat(rows)
                .filteredOn(row -> row.name().startsWith("CommD, "))
                .hasSize(5)
                .noneMatch(SelfTest.Row::ok);
        assertThat(rows)
                .filteredOn(row -> row.name().startsWith("CommR, "))
                .hasSize(5)
                .allMatch(SelfTest.Row::ok);
    }

    @Test
    public void stopsWhenToldTo() {
        Watch impatient = new Watch((stage, done, total) -> {}, () -> true);
        assertThatThrownBy(() -> ProofSelfTest.run(List.of(), Lanes.one(), impatient))
                .isInstanceOf(ProofException.class);
    }
}
