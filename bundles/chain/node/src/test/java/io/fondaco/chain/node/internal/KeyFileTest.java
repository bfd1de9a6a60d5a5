package io.fondaco.chain.node.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.node.internal.genesis.KeyFile;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.testing.kit.SeededKeys;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A node of a network that a file begins has its key before it starts. */
public class KeyFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SeededKeys keys = new SeededKeys();
    private Path root;

    @Before
    public void find() {
        root = folder.getRoot().toPath();
    }

    private Address write(String name) throws IOException {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        PrivateKey key = new PrivateKey(KeyType.BLS, secret);
        Files.writeString(root.resolve(name), key.toLotus() + "\n");
        return KeyPair.of(key).address();
    }

    @Test
    public void takesItsKeyInAndLeavesNoSecretBehind() throws IOException {
        Address address = write("node.key");
        assertThat(KeyFile.takeIn(root, keys)).contains(address);
        assertThat(keys.list()).contains(address);
        assertThat(folder.getRoot().list()).isEmpty();
        assertThat(KeyFile.takeIn(root, keys)).isEmpty();
    }

    @Test
    public void leavesTheKeysOfOtherNodesWhereTheyAre() throws IOException {
        Address other = write("node-2.key");
        assertThat(KeyFile.takeIn(root, keys)).isEmpty();
        assertThat(keys.list()).doesNotContain(other);
        assertThat(folder.getRoot().list()).containsExactly("node-2.key");
    }

    @Test
    public void refusesAFileThatIsNoKeyAndLeavesIt() throws IOException {
        Path file = Files.writeString(root.resolve("node.key"), "a note");
        assertThatThrownBy(() -> KeyFile.takeIn(root, keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": not a Lotus key export")
                .hasMessageEndingWith("or remove the file");
        assertThat(file).hasContent("a note");
    }

    @Test
    public void theFileStaysWhileItsKeyIsNotSafe() throws IOException {
        write("node.key");
        KeyStore full = (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (self, method, arguments) -> {
                    throw new CryptoException(CryptoException.Reason.STORAGE, "the disk is full");
                });
        assertThatThrownBy(() -> KeyFile.takeIn(root, full)).hasMessage("the disk is full");
        assertThat(folder.getRoot().list()).containsExactly("node.key");
    }
}
