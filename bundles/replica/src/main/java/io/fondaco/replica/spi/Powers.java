package io.fondaco.replica.spi;

import io.fondaco.replica.ReplicaKey;
import io.fondaco.replica.ReplicaPublicKey;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Raises many numbers to the exponents of a key at once. Numbers lie one behind the other, big-endian, each as long as the
 * key's modulus and below it, and are replaced by the results. Safe for many threads; keeps nothing.
 */
@ConsumerType
public interface Powers {

    /** Short and stable, e.g. {@code java}, {@code avx512}. */
    String name();

    /** How many numbers it raises side by side at best: fewer take as long. 1 or more. */
    int lanes();

    /**
     * The private operation, x^d mod n.
     *
     * @throws IllegalArgumentException when the numbers do not lie within the array, or one is not below the modulus
     */
    void seal(ReplicaKey key, byte[] numbers, int from, int count);

    /** The public operation, x^e mod n. @throws IllegalArgumentException as {@link #seal} */
    void open(ReplicaPublicKey key, byte[] numbers, int from, int count);
}
