package io.fondaco.launcher;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The key {@code fondaco shell} logs in with: made at its first use, kept in the data folder, readable by the owner only. */
final class ShellKey {

    private static final int BITS = 3072;
    private static final String ROLES = ",admin,manager,viewer,systembundles,ssh";
    private static final String USER = Users.ADMIN;

    private final Path key;
    private final Path keys;

    ShellKey(NodeFolder node) {
        this.key = node.path().resolve("shell-key");
        this.keys = node.etc().resolve("keys.properties");
    }

    /** The private key's file; makes the pair and lets it in when there is none. */
    Path file() throws IOException {
        if (!Files.exists(key)) {
            KeyPair pair = generate();
            List<String> kept = new ArrayList<>();
            if (Files.exists(keys)) {
                Files.readAllLines(keys, StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.split("[=:\\s]", 2)[0].equals(USER))
                        .forEach(kept::add);
            }
            kept.add(USER + " = " + Base64.getEncoder().encodeToString(wire((RSAPublicKey) pair.getPublic())) + ROLES);
            OwnerFiles.write(keys, String.join("\n", kept) + "\n");
            // The private key last: a crash in between leaves no key, and the next use makes a new pair.
            OwnerFiles.write(
                    key,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(pair.getPrivate().getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
        }
        return key;
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has RSA", e);
        }
    }

    /** The public key as ssh sends it, RFC 4253 section 6.6. */
    private static byte[] wire(RSAPublicKey key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (byte[] part : List.of(
                    "ssh-rsa".getBytes(StandardCharsets.US_ASCII),
                    key.getPublicExponent().toByteArray(),
                    key.getModulus().toByteArray())) {
                out.writeInt(part.length);
                out.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to write
        }
        return bytes.toByteArray();
    }
}
