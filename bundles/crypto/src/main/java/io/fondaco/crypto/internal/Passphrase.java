package io.fondaco.crypto.internal;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** Where the passphrase comes from: the environment first, then a file of its own. */
final class Passphrase {
    static final String VARIABLE = "FONDACO_PASSPHRASE";

    private final Map<String, String> environment;
    private final Path file;
    private final SecureRandom random;

    Passphrase(Map<String, String> environment, Path file, SecureRandom random) {
        this.environment = environment;
        this.file = file;
        this.random = random;
    }

    /**
     * The passphrase.
     *
     * @param mayCreate whether a random one may be made and written when there is none: only while there are no keys,
     *     because a new one opens none of the old
     */
    char[] get(boolean mayCreate) {
        String given = environment.get(VARIABLE);
        if (given != null && !given.isEmpty()) {
            return given.toCharArray();
        }
        try {
            if (!Files.exists(file)) {
                if (!mayCreate) {
                    throw new CryptoException(
                            Reason.WRONG_PASSPHRASE,
                            "there are keys but no passphrase: put it into " + file + " or set " + VARIABLE);
                }
                byte[] bytes = new byte[32];
                random.nextBytes(bytes);
                String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                PrivateFiles.createFolders(file.getParent());
                PrivateFiles.writeAtomically(file, (made + "\n").getBytes(StandardCharsets.UTF_8));
            }
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new CryptoException(Reason.WRONG_PASSPHRASE, "the passphrase file " + file + " is empty");
            }
            return text.toCharArray();
        } catch (IOException e) {
            throw new CryptoException(Reason.STORAGE, "cannot read or write the passphrase file " + file, e);
        }
    }
}
