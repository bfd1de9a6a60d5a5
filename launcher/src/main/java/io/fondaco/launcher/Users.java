package io.fondaco.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The node's {@code users.properties}: nobody may log in until a password was made, and only its hash is kept. */
final class Users {

    static final String ADMIN = "admin";

    private static final String ROLES = ",admin,manager,viewer,systembundles,ssh";
    /** Without the letters and digits that look alike. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    private static final int LENGTH = 22;

    // Argon2id as RFC 9106 section 4 recommends it where memory is dear: 64 MiB, 3 passes.
    private static final int MEMORY_KIB = 64 * 1024;
    private static final int PASSES = 3;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    Users(Path file) {
        this.file = file;
    }

    /** Whether somebody can log in with a password. */
    boolean any() throws IOException {
        return Files.exists(file) && lines().stream().anyMatch(line -> !isComment(line));
    }

    /** Gives {@code admin} a new random password and returns it; the file gets its hash. */
    String renewAdmin() throws IOException {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        List<String> kept = new ArrayList<>();
        if (Files.exists(file)) {
            lines().stream()
                    .filter(line -> isComment(line) || !line.split("[=:\\s]", 2)[0].equals(ADMIN))
                    .forEach(kept::add);
        }
        kept.add(ADMIN + " = {CRYPT}" + hash(password.toString()) + "{CRYPT}" + ROLES);
        OwnerFiles.write(file, String.join("\n", kept) + "\n");
        return password.toString();
    }

    /** The encoded Argon2id hash, as hexadecimal: its commas would end the password field. */
    private String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(LANES)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.toCharArray(), hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        String encoded = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        return HexFormat.of().formatHex(encoded.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.strip().startsWith("#") || line.strip().startsWith("!");
    }
}
