package io.fondaco.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.replica.ChunkTree.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TreeFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] hashes(int leaves) {
        byte[] hashes = new byte[leaves * ChunkTree.HASH];
        new Random(leaves).nextBytes(hashes);
        return hashes;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.newFile().toPath(), bytes);
    }

    private void same(Kind kind, int leaves, int step) throws IOException {
        ChunkTree memory = ChunkTree.of(kind, hashes(leaves));
        Path file = file(hashes(leaves));
        assertThat(TreeFile.finish(kind, file)).as(kind + " " + leaves).isEqualTo(memory.root());
        ChunkTree tree = TreeFile.open(kind, file, leaves);
        assertThat(tree.root()).isEqualTo(memory.root());
        assertThat(tree.hashes()).hasSize(leaves).containsExactlyElementsOf(memory.hashes());
        for (int index = 0; index < leaves; index += step) {
            assertThat(tree.proof(index))
                    .as(kind + " " + leaves + " " + index)
                    .containsExactlyElementsOf(memory.proof(index));
            assertThat(tree.hash(index))
                    .isEqualTo(
                            Arrays.copyOfRange(hashes(leaves), index * ChunkTree.HASH, (index + 1) * ChunkTree.HASH));
        }
        assertThatThrownBy(() -> tree.proof(leaves)).isInstanceOf(ReplicaException.class);
        assertThatThrownBy(() -> tree.hash(-1)).isInstanceOf(ReplicaException.class);
    }

    @Test
    public void aTreeInAFileIsTheOneInMemory() throws IOException {
        for (Kind kind : Kind.values()) {
            for (int leaves = 1; leaves <= 33; leaves++) {
                same(kind, leaves, 1);
            }
            // About the size of the blocks it is computed in.
            for (int leaves : new int[] {1023, 1024, 1025, 2047, 2048, 2049, 4097, 5000}) {
                same(kind, leaves, 97);
            }
        }
    }

    @Test
    public void whatIsNoTreeIsRefused() throws IOException {
        for (int bytes : new int[] {0, 1, 31, 33}) {
            assertThatThrownBy(() -> TreeFile.finish(Kind.SEPARATED, file(new byte[bytes])))
                    .isInstanceOf(ReplicaException.class)
                    .hasMessageContaining("no hashes");
        }
        Path file = file(hashes(13));
        assertThatThrownBy(() -> TreeFile.open(Kind.SEPARATED, file, 13))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("416 bytes, a tree of 13 leaves has 864");
        TreeFile.finish(Kind.SEPARATED, file);
        assertThatThrownBy(() -> TreeFile.open(Kind.SEPARATED, file, 14)).isInstanceOf(IOException.class);
        ChunkTree tree = TreeFile.open(Kind.SEPARATED, file, 13);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 600));
        assertThat(tree.hash(12)).hasSize(ChunkTree.HASH);
        assertThatThrownBy(tree::root)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("ends before byte 864");
    }
}
