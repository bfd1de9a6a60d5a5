package io.fondaco.transfer.spi;

import org.osgi.annotation.versioning.ProviderType;

/** Told by a transport how an attempt goes. Cheap: call it for every chunk. */
@ProviderType
public interface Meter {

    /** The other end has agreed and bytes are about to flow. When some are there already, they are told of before. */
    void opened();

    /** {@code bytes} are in the file now; {@code total} is -1 when unknown. */
    void moved(long bytes, long total);
}
