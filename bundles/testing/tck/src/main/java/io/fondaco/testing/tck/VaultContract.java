package io.fondaco.testing.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.Named;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultStatistics;
import io.fondaco.persistence.Vaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What {@link Vaults} and {@link Vault} must do; sweeps and threads have {@link VaultSweepContract}. */
public abstract class VaultContract {

    private Vaults vaults;
    private Vault vault;

    /** Vaults of which none has been opened yet. Whoever makes them sees to their end. */
    protected abstract Vaults vaults() throws Exception;

    @Before
    public void openVault() throws Exception {
        vaults = vaults();
        vault = vaults.open("chain");
    }

    @After
    public void closeVault() {
        vault.close();
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Cid cid(byte[] bytes) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.sha256(bytes));
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private void reopen() {
        vault.close();
        vault = vaults.open("chain");
    }

    private static List<String> texts(List<Named> names) {
        return names.stream()
                .map(n -> n.name() + "=" + new String(n.value(), US_ASCII))
                .toList();
    }

    private static List<String> keys(List<Named> names) {
        return names.stream().map(Named::name).toList();
    }

    @Test
    public void findsTheBlocksThatWerePutAndNoOthers() {
        VaultBatch batch = new VaultBatch();
        int[] lengths = {0, 1, 200, 4096, 100_000, Vault.MAX_BLOCK};
        for (int length : lengths) {
            batch.put(cid(bytes(1, length)), bytes(1, length));
        }
        vault.write(batch);
        for (int length : lengths) {
            assertThat(vault.has(cid(bytes(1, length)))).isTrue();
            assertThat(vault.get(cid(bytes(1, length))).orElseThrow()).isEqualTo(bytes(1, length));
        }
        assertThat(vault.has(cid(bytes(2, 1)))).isFalse();
        assertThat(vault.get(cid(bytes(2, 1)))).isEmpty();
    }

    @Test
    public void cidsOfAnotherVersionCodecOrHashAreOthers() {
        Multihash hash = Multihash.sha256(bytes(1, 10));
        List<Cid> cids = List.of(
                Cid.v0(hash),
                Cid.v1(Cid.DAG_PB, hash),
                Cid.v1(Cid.DAG_CBOR, hash),
                Cid.v1(Cid.RAW, Multihash.blake2b256(bytes(1, 10))),
                Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, new byte[0])),
                Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, bytes(1, 120))));
        for (int i = 0; i < cids.size(); i++) {
            assertThat(vault.has(cids.get(i))).isFalse();
            vault.writeSoon(new VaultBatch().put(cids.get(i), new byte[] {(byte) i}));
        }
        for (int i = 0; i < cids.size(); i++) {
            assertThat(vault.get(cids.get(i)).orElseThrow()).containsExactly(i);
        }
    }

    @Test
    public void writesAWholeBatch() {
        byte[] one = bytes(1, 100);
        byte[] two = bytes(2, 100);
        vault.write(
                new VaultBatch().put(cid(one), one).name("head", ascii("one")).name("old", ascii("x")));
        vault.writeSoon(new VaultBatch()
                .put(cid(two), two)
                .delete(cid(one))
                .delete(cid(bytes(3, 1)))
                .name("head", ascii("two"))
                .unname("old")
                .unname("never"));
        assertThat(vault.has(cid(one))).isFalse();
        assertThat(vault.get(cid(two)).orElseThrow()).isEqualTo(two);
        assertThat(vault.name("head").orElseThrow()).isEqualTo(ascii("two"));
        assertThat(vault.name("old")).isEmpty();
    }

    @Test
    public void theLastWordInABatchCounts() {
        byte[] one = bytes(1, 100);
        byte[] two = bytes(2, 50);
        VaultBatch batch = new VaultBatch()
                .put(cid(one), one)
                .delete(cid(one))
                .delete(cid(two))
                .put(cid(two), two)
                .name("a", ascii("1"))
                .name("a", ascii("22"))
                .name("b", ascii("1"))
                .unname("b");
        assertThat(batch.size()).isEqualTo(4);
        assertThat(batch.bytes()).isEqualTo(52);
        vault.write(batch);
        assertThat(vault.has(cid(one))).isFalse();
        assertThat(vault.has(cid(two))).isTrue();
        assertThat(texts(vault.names(NameRange.all(), 10))).containsExactly("a=22");
    }

    @Test
    public void puttingABlockAgainKeepsWhatIsThere() {
        byte[] block = bytes(1, 100);
        vault.write(new VaultBatch().put(cid(block), block));
        vault.write(new VaultBatch().put(cid(block), block.clone()));
        vault.writeSoon(new VaultBatch().put(cid(block), new byte[7]));
        assertThat(vault.get(cid(block)).orElseThrow()).isEqualTo(block);
        assertThat(vault.statistics().blocks()).isEqualTo(1);
        assertThat(vault.statistics().bytes()).isEqualTo(100);
    }

    @Test
    public void whatIsHandedOutIsTheCallersOwn() {
        byte[] block = bytes(1, 100);
        byte[] value = ascii("head");
        vault.write(new VaultBatch().put(cid(block), block).name("n", value));
        block[0]++;
        value[0]++;
        vault.get(cid(bytes(1, 100))).orElseThrow()[1]++;
        vault.name("n").orElseThrow()[1]++;
        vault.names(NameRange.all(), 1).get(0).value()[2]++;
        assertThat(vault.get(cid(bytes(1, 100))).orElseThrow()).isEqualTo(bytes(1, 100));
        assertThat(vault.name("n").orElseThrow()).isEqualTo(ascii("head"));
    }

    @Test
    public void anEmptyBatchIsWrittenToo() {
        vault.write(new VaultBatch());
        vault.writeSoon(new VaultBatch());
        assertThat(vault.statistics().blocks()).isZero();
    }

    @Test
    public void refusesWhatIsTooLargeOrNoName() {
        VaultBatch batch = new VaultBatch();
        assertThatThrownBy(() -> batch.put(cid(new byte[0]), new byte[Vault.MAX_BLOCK + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2097153 bytes");
        assertThatThrownBy(() -> batch.name("n", new byte[Vault.MAX_VALUE + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65537 bytes");
        for (String name : List.of("", "a b", "\u00fc", "a\n", "a\0", "x".repeat(VaultBatch.MAX_NAME + 1))) {
            assertThatThrownBy(() -> batch.name(name, new byte[0])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> batch.unname(name)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int limit : new int[] {0, -1, Vault.MAX_NAMES + 1}) {
            assertThatThrownBy(() -> vault.names(NameRange.all(), limit)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NameRange.prefix("\u00fc")).isInstanceOf(IllegalArgumentException.class);
        batch.name("x".repeat(VaultBatch.MAX_NAME), new byte[Vault.MAX_VALUE]).name("!~", new byte[0]);
        vault.write(batch);
        assertThat(vault.name("x".repeat(VaultBatch.MAX_NAME)).orElseThrow()).hasSize(Vault.MAX_VALUE);
        assertThat(vault.name("!~").orElseThrow()).isEmpty();
    }

    @Test
    public void namesComeInOrderFromAnyRange() {
        VaultBatch batch = new VaultBatch();
        for (String name : List.of("b/2", "b/10", "a", "b", "b/", "B", "b0", "b/1", "~", "!", "b/~~")) {
            batch.name(name, ascii("v" + name));
        }
        vault.write(batch);
        assertThat(keys(vault.names(NameRange.all(), 100)))
                .containsExactly("!", "B", "a", "b", "b/", "b/1", "b/10", "b/2", "b/~~", "b0", "~");
        assertThat(texts(vault.names(NameRange.prefix("b/1"), 100))).containsExactly("b/1=vb/1", "b/10=vb/10");
        assertThat(keys(vault.names(NameRange.prefix("b/"), 3))).containsExactly("b/", "b/1", "b/10");
        assertThat(keys(vault.names(NameRange.prefix("b/").reversed(), 2))).containsExactly("b/~~", "b/2");
        assertThat(keys(vault.names(NameRange.prefix(""), 2))).containsExactly("!", "B");
        assertThat(keys(vault.names(NameRange.prefix("~"), 2))).containsExactly("~");
        assertThat(keys(vault.names(NameRange.between("b/1", "b0"), 100)))
                .containsExactly("b/1", "b/10", "b/2", "b/~~");
        assertThat(keys(vault.names(NameRange.between("b0", ""), 100))).containsExactly("b0", "~");
        assertThat(vault.names(NameRange.between("c", "b"), 100)).isEmpty();
        assertThat(vault.names(NameRange.between("b", "b"), 100)).isEmpty();
        assertThat(vault.names(NameRange.prefix("none"), 100)).isEmpty();
    }

    @Test
    public void walksAlongManyNamesAPageAtATime() {
        int count = 2 * Vault.MAX_NAMES + 500;
        VaultBatch batch = new VaultBatch();
        List<String> all = IntStream.range(0, count)
                .mapToObj(i -> String.format("height/%010d", i))
                .toList();
        all.forEach(name -> batch.name(name, ascii(name)));
        batch.name("head", ascii("x")).name("heights", ascii("x"));
        vault.write(batch);
        List<String> seen = new ArrayList<>();
        vault.eachName(NameRange.prefix("height/"), n -> seen.add(n.name()));
        assertThat(seen).isEqualTo(all);
        seen.clear();
        // The nearest at or below a height, downwards: how a chain is walked back.
        NameRange downwards =
                NameRange.between("height/", "height/0000002000\0").reversed();
        vault.eachName(downwards, n -> seen.add(n.name()) && seen.size() < 1500);
        assertThat(seen).hasSize(1500).startsWith("height/0000002000").endsWith("height/0000000501");
    }

    @Test
    public void countsWhatThereIs() {
        for (int i = 0; i < 50; i++) {
            vault.writeSoon(new VaultBatch().put(cid(bytes(i, i)), bytes(i, i)).name("n" + i % 10, bytes(i, 5)));
        }
        vault.write(new VaultBatch()
                .delete(cid(bytes(49, 49)))
                .delete(cid(bytes(50, 50)))
                .unname("n1")
                .unname("n77"));
        VaultStatistics statistics = vault.statistics();
        assertThat(statistics.blocks()).isEqualTo(49);
        assertThat(statistics.bytes()).isEqualTo(49 * 48 / 2);
        assertThat(statistics.names()).isEqualTo(9);
        reopen();
        assertThat(vault.statistics().blocks()).isEqualTo(49);
        assertThat(vault.statistics().bytes()).isEqualTo(49 * 48 / 2);
        assertThat(vault.statistics().names()).isEqualTo(9);
    }

    @Test
    public void findsEverythingAgainWhenOpenedAgain() {
        byte[] one = bytes(1, 100);
        byte[] two = bytes(2, 100);
        vault.write(new VaultBatch().put(cid(one), one).name("head", ascii("one")));
        reopen();
        vault.writeSoon(new VaultBatch().put(cid(two), two).name("head", ascii("two")));
        reopen();
        assertThat(vault.get(cid(one)).orElseThrow()).isEqualTo(one);
        assertThat(vault.get(cid(two)).orElseThrow()).isEqualTo(two);
        assertThat(vault.name("head").orElseThrow()).isEqualTo(ascii("two"));
    }

    @Test
    public void vaultsAreApart() {
        byte[] block = bytes(1, 100);
        try (Vault other = vaults.open("c2-calibration")) {
            other.write(new VaultBatch().put(cid(block), block).name("head", ascii("other")));
            assertThat(vault.has(cid(block))).isFalse();
            assertThat(vault.name("head")).isEmpty();
        }
    }

    @Test
    public void opensAVaultForOneAtATime() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> vaults.open("chain"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("chain")
                    .hasMessageContaining("is open already");
        }
        vault.write(new VaultBatch().name("head", ascii("x")));
        reopen();
        assertThat(vault.name("head")).isPresent();
    }

    @Test
    public void refusesWhatIsNoNameOfAVault() {
        for (String name : List.of("", "..", "../x", "a/b", "A", "1a", "a_b", "-a", "a".repeat(33))) {
            assertThatThrownBy(() -> vaults.open(name)).isInstanceOf(IllegalArgumentException.class);
        }
        vaults.open("a".repeat(32)).close();
    }

    @Test
    public void refusesEverythingOnceClosed() {
        byte[] block = bytes(1, 100);
        vault.close();
        vault.close();
        Stream.<Runnable>of(
                        () -> vault.get(cid(block)),
                        () -> vault.has(cid(block)),
                        () -> vault.name("head"),
                        () -> vault.names(NameRange.all(), 1),
                        vault::statistics,
                        vault::sweep,
                        () -> vault.write(new VaultBatch()),
                        () -> vault.writeSoon(new VaultBatch()))
                .forEach(call -> assertThatThrownBy(call::run)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("is closed"));
    }

    @Test
    public void anInterruptedThreadMayStillWriteAndRead() {
        byte[] block = bytes(1, 100);
        Thread.currentThread().interrupt();
        try {
            vault.write(new VaultBatch().put(cid(block), block));
            assertThat(vault.get(cid(block))).map(b -> b.length).isEqualTo(Optional.of(100));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
