package io.fondaco.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.VaultBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Damage to a vault's file is refused, found, or of no consequence: a block that is handed out is always the one that was
 * put. 150 damaged files of each kind; 1000 with -Dfondaco.long=true.
 */
public class VaultDamageTest {

    private static final int BLOCKS = 300;
    private static final int TIMES = Boolean.getBoolean("fondaco.long") ? 1000 : 150;
    private static final int PAGE = 4096;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(1797);
    private final List<byte[]> blocks = new ArrayList<>();
    private Path file;
    private byte[] sound;

    private static Cid cid(byte[] bytes) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.sha256(bytes));
    }

    @Before
    public void write() throws IOException {
        file = folder.getRoot().toPath().resolve("vault-chain.db");
        try (SqliteVaults vaults = open()) {
            SqliteVault vault = vaults.open("chain");
            for (int i = 0; i < BLOCKS; i++) {
                byte[] block = new byte[random.nextInt(i % 50 == 0 ? 10_000 : 600)];
                random.nextBytes(block);
                blocks.add(block);
                vault.writeSoon(new VaultBatch()
                        .put(cid(block), block)
                        .name("height/" + (1000 + i), cid(block).toBytes()));
            }
        }
        sound = Files.readAllBytes(file);
    }

    private SqliteVaults open() {
        return new SqliteVaults(folder.getRoot().toPath());
    }

    /** Whether the damage was seen; when it was not, everything is as it was. */
    private boolean seen(byte[] damaged, String how) throws IOException {
        Files.deleteIfExists(file.resolveSibling("vault-chain.db-wal"));
        Files.deleteIfExists(file.resolveSibling("vault-chain.db-shm"));
        Files.write(file, damaged);
        try (SqliteVaults vaults = open()) {
            SqliteVault vault = vaults.open("chain");
            boolean whole = vault.verify().isEmpty();
            for (int i = 0; i < BLOCKS; i++) {
                byte[] block = blocks.get(i);
                Optional<byte[]> found = vault.get(cid(block));
                if (whole || found.isPresent()) {
                    assertThat(found.orElseThrow()).as(how).isEqualTo(block);
                }
            }
            List<byte[]> heights = new ArrayList<>();
            vault.eachName(NameRange.all(), n -> {
                int height = Integer.parseInt(n.name().substring(7)) - 1000;
                assertThat(n.value()).as(how).isEqualTo(cid(blocks.get(height)).toBytes());
                return heights.add(n.value());
            });
            if (whole) {
                assertThat(heights).as(how).hasSize(BLOCKS);
            }
            return !whole;
        } catch (StoreException refused) {
            assertThat(refused).hasMessageContaining("vault-chain.db");
            return true;
        }
    }

    @Test
    public void findsFlippedBits() throws IOException {
        int seen = 0;
        for (int i = 0; i < TIMES; i++) {
            byte[] damaged = sound.clone();
            int at = random.nextInt(damaged.length);
            int bit = random.nextInt(8);
            damaged[at] ^= (byte) (1 << bit);
            seen += seen(damaged, "bit " + bit + " of byte " + at) ? 1 : 0;
        }
        assertThat(seen).as("most of the file is data").isGreaterThan(TIMES / 2);
    }

    @Test
    public void findsPagesThatWereZeroedOrSwapped() throws IOException {
        int seen = 0;
        int pages = sound.length / PAGE;
        for (int i = 0; i < TIMES; i++) {
            byte[] damaged = sound.clone();
            int to = random.nextInt(pages);
            int from = random.nextInt(pages);
            if (i % 2 == 0) {
                Arrays.fill(damaged, to * PAGE, (to + 1) * PAGE, (byte) 0);
            } else {
                System.arraycopy(sound, from * PAGE, damaged, to * PAGE, PAGE);
            }
            seen += seen(damaged, (i % 2 == 0 ? "zeroed page " : "page " + from + " copied to ") + to) ? 1 : 0;
        }
        assertThat(seen).as("a page copied onto itself, now and then").isGreaterThan(TIMES * 8 / 10);
    }

    @Test
    public void findsThatTheEndIsMissing() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            int length = 1 + random.nextInt(sound.length - 1);
            assertThat(seen(Arrays.copyOf(sound, length), "cut to " + length)).isTrue();
        }
    }

    /** A row begins with the length of the list of its values' types; one of no length makes all of them nothing. */
    @Test
    public void findsNamesThatHaveBecomeNothing() throws IOException {
        String text = new String(sound, StandardCharsets.ISO_8859_1);
        for (int height = 1100; height < 1120; height++) {
            byte[] damaged = sound.clone();
            int at = text.indexOf("height/" + height) - 4;
            assertThat(damaged[at]).as("itself and three types").isEqualTo((byte) 4);
            damaged[at] = 0;
            assertThat(seen(damaged, "name " + height)).isTrue();
            assertThatThrownBy(() -> {
                        try (SqliteVaults vaults = open()) {
                            vaults.open("chain").eachName(NameRange.all(), n -> true);
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("vault-chain.db");
        }
    }
}
