package io.fondaco.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.model.Progress;
import io.fondaco.replica.spi.Powers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

public class PackerTest {

    private static final ReplicaKey KEY = Vectors.key();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Packer packer = new Packer(new JavaPowers(), threads, 2);

    @After
    public void end() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void packsByteForByteWhatOpenSslDoes() {
        for (JsonNode vector : Vectors.ALL.path("packed")) {
            ReplicaLayout layout = Vectors.layout(vector.path("layout").asText());
            byte[] data = Vectors.data(vector.path("length").asInt());
            byte[] packed = packer.pack(KEY, layout, data);
            assertThat(packed).hasSize(vector.path("packed").asInt());
            assertThat(Vectors.sha256(packed)).isEqualTo(Vectors.hex(vector.path("sha256")));
            assertThat(Arrays.copyOfRange(packed, packed.length - 128, packed.length))
                    .isEqualTo(Vectors.hex(vector.path("last")));
            assertThat(packer.unpack(KEY.open(), layout, packed, data.length)).isEqualTo(data);
        }
    }

    @Test
    public void chunksAreAsLongAsArFleetHasThem() {
        assertThat(ReplicaLayout.DAEMON.packed(4096, 128)).isEqualTo(4224);
        assertThat(ReplicaLayout.DAEMON.blocks(254, 128)).isEqualTo(3);
        assertThat(ReplicaLayout.DAEMON.blocks(253, 128)).isEqualTo(2);
        assertThat(ReplicaLayout.WEB.packed(8128, 128)).isEqualTo(8192);
        assertThat(ReplicaLayout.WEB.packed(1, 128)).isEqualTo(8192);
        assertThat(ReplicaLayout.WEB.packedTotal(8129, 128)).isEqualTo(16384);
        assertThat(ReplicaLayout.DAEMON.packedTotal(4097, 128)).isEqualTo(4224 + 128);
        assertThat(ReplicaLayout.WEB.chunks(0)).isEqualTo(1);
        assertThatThrownBy(() -> ReplicaLayout.WEB.length(8128, 1)).isInstanceOf(ReplicaException.class);
    }

    private byte[] packed(byte[] data, ReplicaLayout layout) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packer.pack(
                KEY,
                layout,
                new ByteArrayInputStream(data),
                data.length,
                (index, bytes, length) -> out.write(bytes),
                () -> false,
                Progress.NONE);
        return out.toByteArray();
    }

    @Test
    public void wholeReplicasComeBackWhateverTheirLength() throws IOException {
        for (ReplicaLayout layout : List.of(new ReplicaLayout(300, true), new ReplicaLayout(300, false))) {
            for (int length : new int[] {0, 1, 299, 300, 301, 2399, 2400, 2401, 5000}) {
                byte[] data = Vectors.data(length);
                byte[] packed = packed(data, layout);
                assertThat(packed).hasSize((int) layout.packedTotal(length, 128));
                ByteArrayInputStream in = new ByteArrayInputStream(packed);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                packer.unpack(
                        KEY.open(),
                        layout,
                        (index, size) -> in.readNBytes(size),
                        length,
                        (index, bytes, size) -> out.write(bytes),
                        () -> false,
                        Progress.NONE);
                assertThat(out.toByteArray()).isEqualTo(data);
            }
        }
    }

    @Test
    public void oneFlippedBitAnywhereInAReplicaIsFoundWhenItIsOpenedOrChangesTheDataOfItsBlockAndTheNext() {
        byte[] data = Vectors.data(500);
        ReplicaLayout layout = new ReplicaLayout(508, false);
        byte[] packed = packer.pack(KEY, layout, data);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] bad = packed.clone();
            bad[random.nextInt(bad.length)] ^= 1 << random.nextInt(8);
            byte[] opened;
            try {
                opened = packer.unpack(KEY.open(), layout, bad, data.length);
            } catch (ReplicaException found) {
                continue;
            }
            assertThat(opened).isNotEqualTo(data);
        }
    }

    @Test
    public void dataThatAreTooShortOrTooLongAreRefused() {
        byte[] data = Vectors.data(1000);
        assertThatThrownBy(() -> packer.pack(
                        KEY,
                        ReplicaLayout.WEB,
                        new ByteArrayInputStream(data),
                        1001,
                        (index, bytes, length) -> {},
                        () -> false,
                        Progress.NONE))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("1001");
        assertThatThrownBy(() -> packer.pack(
                        KEY,
                        ReplicaLayout.WEB,
                        new ByteArrayInputStream(data),
                        999,
                        (index, bytes, length) -> {},
                        () -> false,
                        Progress.NONE))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("more than the 999 bytes");
    }

    @Test
    public void aReplicaOfAnotherKeyIsRefused() {
        byte[] packed = packer.pack(KEY, ReplicaLayout.DAEMON, Vectors.data(2000));
        ReplicaKey other = ReplicaKey.generate(1024, new java.security.SecureRandom());
        assertThatThrownBy(() -> packer.unpack(other.open(), ReplicaLayout.DAEMON, packed, 2000))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("key");
        assertThatThrownBy(() -> packer.unpack(KEY.open(), ReplicaLayout.DAEMON, packed, 1800))
                .isInstanceOf(ReplicaException.class);
        assertThatThrownBy(() -> packer.unpack(KEY.open(), ReplicaLayout.DAEMON, packed, 1990))
                .isInstanceOf(ReplicaException.class);
    }

    @Test
    public void keepsAFewGroupsOfChunksHoweverLongTheDataAre() throws IOException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        long chunks = 2000;
        ReplicaLayout layout = new ReplicaLayout(127, true);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public byte[] readNBytes(int length) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                return new byte[length];
            }
        };
        List<Long> seen = new ArrayList<>();
        Packer quick = new Packer(new Copying(), threads, 2);
        assertThatThrownBy(() -> quick.pack(
                        KEY,
                        layout,
                        endless,
                        chunks * 127,
                        (index, bytes, length) -> {
                            seen.add(index);
                            inside.decrementAndGet();
                        },
                        () -> false,
                        Progress.NONE))
                .hasMessageContaining("more than");
        assertThat(seen).hasSize(2000).isSorted();
        assertThat(most.get()).isLessThanOrEqualTo(4 * 8);
    }

    @Test
    public void stopsWhenItIsToldTo() {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> packer.pack(
                        KEY,
                        new ReplicaLayout(127, true),
                        new ByteArrayInputStream(new byte[127_000]),
                        127_000,
                        (index, bytes, length) -> {},
                        () -> asked.incrementAndGet() > 5,
                        Progress.NONE))
                .isInstanceOf(CancellationException.class);
    }

    /** Does nothing to numbers. */
    private static final class Copying implements Powers {
        @Override
        public String name() {
            return "copying";
        }

        @Override
        public int lanes() {
            return 1;
        }

        @Override
        public void seal(ReplicaKey key, byte[] numbers, int from, int count) {}

        @Override
        public void open(ReplicaPublicKey key, byte[] numbers, int from, int count) {}
    }
}
