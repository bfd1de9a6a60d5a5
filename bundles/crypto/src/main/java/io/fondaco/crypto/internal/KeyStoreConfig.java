package io.fondaco.crypto.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the key store, PID io.fondaco.crypto. */
@ObjectClassDefinition(name = "Fondaco key store")
public @interface KeyStoreConfig {
    @AttributeDefinition(
            name = "Folder",
            description = "One sealed file per key. An empty value stands for keys in the data folder (karaf.data)")
    String folder() default "";

    @AttributeDefinition(
            name = "Passphrase file",
            description =
                    "Read at start, made with a random passphrase when there are no keys yet. An empty value stands"
                            + " for secrets/keystore-passphrase in the data folder. The variable FONDACO_PASSPHRASE wins over it")
    String passphrase_file() default "";

    @AttributeDefinition(
            name = "Iterations",
            description = "Rounds of PBKDF2-HMAC-SHA256 for keys sealed from now on, 600000 to 10000000")
    int iterations() default 600_000;
}
