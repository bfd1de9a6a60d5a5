package io.fondaco.proof.spi;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to compute, such as plain Java or one instruction set of a processor, offered as a service. Which backend computes
 * what is measured when it appears, so one that is slow, or slow at some things, does no harm.
 */
@ConsumerType
public interface Backend {

    /** Short and stable, unique in a house: {@code java}, {@code avx512}. Measurements are kept under it. */
    String name();

    /** What it is and runs on, one line for operators. */
    String description();

    /** Whether it computes on a graphics processor, of which one job at a time has use. */
    default boolean gpu() {
        return false;
    }

    /**
     * What it has of a kind; the same object each time.
     *
     * @param kernel {@link FieldHash}, {@link FieldSum}, {@link NodeHash} or {@link Labels}
     */
    <K> Optional<K> kernel(Class<K> kernel);
}
