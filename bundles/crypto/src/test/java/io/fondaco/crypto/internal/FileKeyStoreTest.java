package io.fondaco.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.PeerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FileKeyStoreTest {
    private static final byte[] MESSAGE = "deal".getBytes(StandardCharsets.US_ASCII);

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Path keys;
    private Path passphrase;

    @Before
    public void places() {
        keys = temporary.getRoot().toPath().resolve("data/keys");
        passphrase = temporary.getRoot().toPath().resolve("data/secrets/keystore-passphrase");
    }

    @Test
    public void keepsKeysOverARestart() {
        FileKeyStore store = open();
        Address secp = store.create(KeyType.SECP256K1);
        Address bls = store.create(KeyType.BLS);
        PeerId alice = store.peer("alice").peerId();
        assertThat(store.peer("bob").peerId()).isNotEqualTo(alice);
        PeerId items = store.items("alice").peerId();
        assertThat(items).isNotEqualTo(alice);
        store.close();
        FileKeyStore again = open();
        assertThat(again.list()).containsExactlyInAnyOrder(secp, bls).isSorted();
        for (Address address : List.of(secp, bls)) {
            assertThat(SignatureScheme.verify(again.sign(address, MESSAGE), address, MESSAGE))
                    .isTrue();
            assertThat(again.publicKey(address).address()).isEqualTo(address);
        }
        assertThat(again.peer("alice").peerId()).isEqualTo(alice);
        assertThat(again.items("alice").peerId()).isEqualTo(items);
    }

    @Test
    public void takesKeysInHandsThemOutAndForgetsThem() {
        FileKeyStore store = open();
        PrivateKey key = PrivateKey.fromLotus(HexFormat.of()
                .formatHex("{\"Type\":\"bls\",\"PrivateKey\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}"
                        .getBytes(StandardCharsets.US_ASCII)));
        Address address = store.add(key);
        assertThat(store.add(key)).isEqualTo(address);
        assertThat(store.list()).containsExactly(address);
        assertThat(store.export(address)).isEqualTo(key);
        store.delete(address);
        assertThat(store.list()).isEmpty();
        refuses(Reason.NOT_FOUND, address.toString(), () -> store.sign(address, MESSAGE));
        refuses(Reason.NOT_FOUND, address.toString(), () -> store.delete(address));
    }

    @Test
    public void filesAreTheOwnersAlone() throws IOException {
        FileKeyStore store = open();
        store.create(KeyType.SECP256K1);
        store.peer("alice");
        try (Stream<Path> files = Files.walk(temporary.getRoot().toPath().resolve("data"))) {
            assertThat(files.toList()).hasSize(6).allSatisfy(path -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    public void noticesEveryFlippedByteAndEveryCut() throws IOException {
        FileKeyStore store = open();
        Address address = store.create(KeyType.SECP256K1);
        Path file = keys.resolve(address + ".key");
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            store.close();
            refuses(Reason.DAMAGED, address.toString(), () -> cached(store, address));
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            refuses(Reason.DAMAGED, "restore it", () -> cached(store, address));
        }
        Files.write(file, good);
        assertThat(store.sign(address, MESSAGE)).isNotNull();
    }

    @Test
    public void noticesAKeyFileUnderAnotherKeysName() throws IOException {
        FileKeyStore store = open();
        Address one = store.create(KeyType.SECP256K1);
        Address two = store.create(KeyType.SECP256K1);
        Files.copy(keys.resolve(one + ".key"), keys.resolve("swap"));
        Files.delete(keys.resolve(two + ".key"));
        Files.move(keys.resolve("swap"), keys.resolve(two + ".key"));
        store.close();
        refuses(Reason.DAMAGED, two.toString(), () -> store.sign(two, MESSAGE));
    }

    @Test
    public void refusesAnotherPassphraseToReadAndToAdd() {
        Address address = open("right").create(KeyType.SECP256K1);
        FileKeyStore wrong = open("wrong");
        assertThat(wrong.list()).containsExactly(address);
        refuses(Reason.WRONG_PASSPHRASE, "wrong passphrase for key " + address, () -> wrong.sign(address, MESSAGE));
        refuses(Reason.WRONG_PASSPHRASE, "FONDACO_PASSPHRASE", () -> wrong.create(KeyType.SECP256K1));
        assertThat(open("right").sign(address, MESSAGE)).isNotNull();
        assertThat(passphrase).doesNotExist();
    }

    @Test
    public void neverMakesANewPassphraseBesideOldKeys() throws IOException {
        FileKeyStore store = open();
        Address address = store.create(KeyType.SECP256K1);
        assertThat(Files.readString(passphrase).strip()).hasSize(43);
        Files.delete(passphrase);
        refuses(Reason.WRONG_PASSPHRASE, "no passphrase", () -> open().sign(address, MESSAGE));
        assertThat(passphrase).doesNotExist();
        Files.writeString(passphrase, " \n");
        refuses(Reason.WRONG_PASSPHRASE, "empty", () -> open().sign(address, MESSAGE));
    }

    @Test
    public void signsWithoutDiskOrPassphraseOnceAKeyIsOpen() throws IOException {
        FileKeyStore store = open();
        Address address = store.create(KeyType.SECP256K1);
        Files.delete(keys.resolve(address + ".key"));
        Files.delete(passphrase);
        KeyPair pair = KeyPair.of(store.export(address));
        assertThat(store.sign(address, MESSAGE)).isEqualTo(pair.sign(MESSAGE));
    }

    @Test
    public void opensKeysOfOneStoreWithOneDerivation() throws IOException {
        FileKeyStore first = open();
        Address one = first.create(KeyType.SECP256K1);
        first.close();
        FileKeyStore store = open();
        Address two = store.create(KeyType.SECP256K1);
        store.sign(one, MESSAGE);
        byte[] a = Files.readAllBytes(keys.resolve(one + ".key"));
        byte[] b = Files.readAllBytes(keys.resolve(two + ".key"));
        assertThat(SealedKey.salt(a, "one")).isEqualTo(SealedKey.salt(b, "two"));
        assertThat(Arrays.copyOfRange(a, 42, 54)).as("nonces").isNotEqualTo(Arrays.copyOfRange(b, 42, 54));
    }

    @Test
    public void leavesNoTemporaryFileAndIgnoresStrangers() throws IOException {
        FileKeyStore store = open();
        Address address = store.create(KeyType.SECP256K1);
        Files.writeString(keys.resolve("notes.txt"), "mine");
        Files.writeString(keys.resolve("a-house.key"), "iron");
        Files.writeString(keys.resolve("f1abc.key.4711.tmp"), "half a key");
        assertThat(store.list()).containsExactly(address);
        try (Stream<Path> files = Files.list(keys)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(address + ".key", "notes.txt", "a-house.key", "f1abc.key.4711.tmp");
        }
    }

    @Test
    public void refusesWeakIterationsAndOddNames() {
        assertThatThrownBy(() -> new FileKeyStore(keys, passphrase, 599_999, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("600000");
        FileKeyStore store = open();
        for (String name : new String[] {"", "Alice", "../x", "a/b", "1a", "a".repeat(33)}) {
            refuses(Reason.UNSUITABLE, "party name", () -> store.peer(name));
        }
        refuses(Reason.NOT_FOUND, "f01000", () -> store.sign(Address.id(1000), MESSAGE));
    }

    /** Opens from disk but keeps the derived key: only the file is under test. */
    private void cached(FileKeyStore store, Address address) {
        store.sign(address, MESSAGE);
    }

    private FileKeyStore open() {
        return new FileKeyStore(keys, passphrase, 600_000, Map.of());
    }

    private FileKeyStore open(String words) {
        return new FileKeyStore(keys, passphrase, 600_000, Map.of("FONDACO_PASSPHRASE", words));
    }

    private static void refuses(Reason reason, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CryptoException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }
}
