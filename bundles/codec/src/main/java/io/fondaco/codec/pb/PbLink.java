package io.fondaco.codec.pb;

import io.fondaco.model.Cid;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A link of a DAG-PB node.
 *
 * @param name absent and empty differ on the wire; kubo writes it empty rather than leaving it out
 * @param tsize bytes of the block and everything below it, as its writer counted: never to be trusted
 */
public record PbLink(Cid cid, Optional<String> name, OptionalLong tsize) {
    public PbLink {
        Objects.requireNonNull(cid, "cid");
        Objects.requireNonNull(name, "name");
        if (tsize.isPresent() && tsize.getAsLong() < 0) {
            throw new IllegalArgumentException("negative size " + tsize.getAsLong());
        }
    }

    /** A link as kubo writes it: with name and size. */
    public static PbLink of(Cid cid, String name, long tsize) {
        return new PbLink(cid, Optional.of(name), OptionalLong.of(tsize));
    }
}
