package io.fondaco.crypto.internal;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.PublicKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.internal.SealedKey.Parameters;
import io.fondaco.crypto.internal.SealedKey.StoreKey;
import io.fondaco.model.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One sealed file per key. Opened keys stay in memory until the component stops: signing then needs neither disk nor
 * derivation. All files made by one store share a salt, so the passphrase is stretched once per process.
 */
@Component(service = KeyStore.class, configurationPid = "io.fondaco.crypto")
@Designate(ocd = KeyStoreConfig.class)
public final class FileKeyStore implements KeyStore {
    private static final String SUFFIX = ".key";
    private static final String PEER = "peer-";
    private static final String ITEMS = "items-";
    private static final Pattern NAME = Pattern.compile("f[13][a-z2-7]{38,90}|(peer|items)-[a-z][a-z0-9-]{0,31}");
    private static final Pattern PARTY = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final Path folder;
    private final Passphrase passphrase;
    private final int iterations;
    private final SecureRandom random = new SecureRandom();

    private final Map<Address, KeyPair> wallets = new ConcurrentHashMap<>();
    private final Map<String, PeerKeyPair> peers = new ConcurrentHashMap<>();
    private final Map<Parameters, StoreKey> derived = new HashMap<>();
    private byte[] salt;

    @Activate
    public FileKeyStore(BundleContext context, KeyStoreConfig config) {
        this(
                folder(context, config.folder(), "keys"),
                folder(context, config.passphrase_file(), "secrets/keystore-passphrase"),
                config.iterations(),
                System.getenv());
    }

    /**
     * A store outside OSGi.
     *
     * @param keys folder of the key files, made when missing
     * @param passphraseFile made with a random passphrase when missing and there are no keys
     * @param iterations of PBKDF2 for keys sealed from now on, 600000 to 10000000
     * @param environment where FONDACO_PASSPHRASE is looked for
     */
    public FileKeyStore(Path keys, Path passphraseFile, int iterations, Map<String, String> environment) {
        if (iterations < SealedKey.MIN_ITERATIONS || iterations > SealedKey.MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations: " + iterations + " is not " + SealedKey.MIN_ITERATIONS
                    + " to " + SealedKey.MAX_ITERATIONS);
        }
        this.folder = keys;
        this.passphrase = new Passphrase(environment, passphraseFile, random);
        this.iterations = iterations;
        try {
            PrivateFiles.createFolders(keys);
        } catch (IOException e) {
            throw new CryptoException(Reason.STORAGE, "cannot make the key folder " + keys, e);
        }
    }

    /** Forgets every opened key. */
    @Deactivate
    public void close() {
        wallets.clear();
        peers.clear();
        synchronized (derived) {
            derived.clear();
        }
    }

    @Override
    public List<Address> list() {
        return names().stream()
                .filter(name -> !name.startsWith(PEER) && !name.startsWith(ITEMS))
                .map(Address::parse)
                .sorted()
                .toList();
    }

    @Override
    public Address create(KeyType type) {
        return put(KeyPair.generate(type, random));
    }

    @Override
    public PublicKey publicKey(Address address) {
        return pair(address).publicKey();
    }

    @Override
    public Signature sign(Address signer, byte[] message) {
        return pair(signer).sign(message);
    }

    @Override
    public Address add(PrivateKey key) {
        KeyPair pair = KeyPair.of(key);
        return Files.exists(file(pair.address().toString()))
                ? pair(pair.address()).address()
                : put(pair);
    }

    @Override
    public PrivateKey export(Address address) {
        return pair(address).privateKey();
    }

    @Override
    public void delete(Address address) {
        wallets.remove(address);
        try {
            Files.delete(file(address.toString()));
            PrivateFiles.forceFolder(folder);
        } catch (NoSuchFileException e) {
            throw notFound(address.toString());
        } catch (IOException e) {
            throw new CryptoException(Reason.STORAGE, "cannot delete key " + address + " in " + folder, e);
        }
    }

    @Override
    public PeerKeyPair peer(String party, Kind kind) {
        return pair(PEER, party, kind);
    }

    @Override
    public PeerKeyPair items(String party) {
        return pair(ITEMS, party, Kind.ED25519);
    }

    private PeerKeyPair pair(String prefix, String party, Kind kind) {
        if (!PARTY.matcher(party).matches()) {
            throw new CryptoException(
                    Reason.UNSUITABLE,
                    "party name \"" + party + "\" is not a small letter, then letters, digits, hyphens");
        }
        return peers.computeIfAbsent(prefix + party, key -> {
            if (Files.exists(file(key))) {
                byte[] kept = open(key);
                // Early stores kept the bare Ed25519 seed.
                return kept.length == PeerKeyPair.SEED_BYTES ? PeerKeyPair.ofSeed(kept) : PeerKeyPair.fromBytes(kept);
            }
            PeerKeyPair made = PeerKeyPair.generate(kind, random);
            write(key, made.toBytes());
            return made;
        });
    }

    private Address put(KeyPair pair) {
        byte[] secret = pair.privateKey().secret();
        byte[] typed = new byte[1 + secret.length];
        typed[0] = (byte) (pair.privateKey().type() == KeyType.BLS ? 2 : 1);
        System.arraycopy(secret, 0, typed, 1, secret.length);
        Address address = pair.address();
        write(address.toString(), typed);
        Arrays.fill(secret, (byte) 0);
        wallets.put(address, pair);
        return address;
    }

    private KeyPair pair(Address address) {
        KeyPair known = wallets.get(address);
        return known != null ? known : wallets.computeIfAbsent(address, this::openPair);
    }

    private KeyPair openPair(Address address) {
        byte[] typed = open(address.toString());
        KeyPair pair = KeyPair.of(new PrivateKey(
                typed[0] == 2 ? KeyType.BLS : KeyType.SECP256K1, Arrays.copyOfRange(typed, 1, typed.length)));
        Arrays.fill(typed, (byte) 0);
        if (!pair.address().equals(address)) {
            throw new CryptoException(
                    Reason.DAMAGED, "the file of key " + address + " holds the key of " + pair.address());
        }
        return pair;
    }

    private byte[] open(String name) {
        byte[] file = read(name);
        StoreKey key = storeKey(SealedKey.salt(file, name), SealedKey.iterations(file, name));
        return SealedKey.open(key, file, name);
    }

    /** Writes the sealed file; also wipes the secret handed in. */
    private void write(String name, byte[] secret) {
        byte[] with = storeSalt();
        byte[] file = SealedKey.seal(storeKey(with, iterations), with, iterations, name, secret, random);
        Arrays.fill(secret, (byte) 0);
        try {
            PrivateFiles.writeAtomically(file(name), file);
        } catch (IOException e) {
            throw new CryptoException(Reason.STORAGE, "cannot write key " + name + " in " + folder, e);
        }
    }

    /** The salt of the keys already there, or a new one. A key under another passphrase refuses new keys beside it. */
    private synchronized byte[] storeSalt() {
        if (salt == null) {
            List<String> names = names();
            if (names.isEmpty()) {
                salt = new byte[SealedKey.SALT];
                random.nextBytes(salt);
            } else {
                String first = names.get(0);
                open(first);
                salt = SealedKey.salt(read(first), first);
            }
        }
        return salt;
    }

    private StoreKey storeKey(byte[] with, int rounds) {
        Parameters parameters = new Parameters(rounds, HexFormat.of().formatHex(with));
        synchronized (derived) {
            return derived.computeIfAbsent(parameters, p -> {
                char[] text = passphrase.get(names().isEmpty());
                try {
                    return SealedKey.derive(text, with, rounds);
                } finally {
                    Arrays.fill(text, '\0');
                }
            });
        }
    }

    private byte[] read(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (NoSuchFileException e) {
            throw notFound(name);
        } catch (IOException e) {
            throw new CryptoException(Reason.STORAGE, "cannot read key " + name + " in " + folder, e);
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CryptoException(Reason.STORAGE, "cannot list the key folder " + folder, e);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + SUFFIX);
    }

    private CryptoException notFound(String name) {
        return new CryptoException(
                Reason.NOT_FOUND, "no key " + name + " in " + folder + ": create or import it first");
    }

    private static Path folder(BundleContext context, String configured, String inData) {
        if (!configured.isEmpty()) {
            return Path.of(configured);
        }
        String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new CryptoException(
                    Reason.STORAGE,
                    "no place for " + inData
                            + ": set folder and passphrase.file in io.fondaco.crypto.cfg, or karaf.data");
        }
        return Path.of(data).resolve(inData);
    }
}
