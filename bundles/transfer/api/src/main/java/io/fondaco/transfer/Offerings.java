package io.fondaco.transfer;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What parties of this house give to anybody who asks, without a channel or a voucher. What is not offered is refused.
 */
@ProviderType
public interface Offerings {

    /**
     * A CAR on offer.
     *
     * @param roots the roots its header names; any block in it may be asked for
     */
    record Offering(PeerId party, Path car, List<Cid> roots) {
        public Offering {
            roots = List.copyOf(roots);
        }
    }

    /**
     * Offers the blocks of a CAR until the registration is closed. Reads the lengths of its blocks first, so it may take a
     * while for a large one; what is served later is verified then.
     *
     * @throws IOException when the file is not there or not a CAR
     */
    Registration offer(PeerId party, Path car) throws IOException;

    /** What is on offer, in the order it was offered. */
    List<Offering> list();
}
