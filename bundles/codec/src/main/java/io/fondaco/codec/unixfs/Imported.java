package io.fondaco.codec.unixfs;

import io.fondaco.model.Cid;

/**
 * What an import came to.
 *
 * @param size bytes of the file
 * @param dagSize bytes of all blocks, duplicates counted each time: the Tsize of a link to the root
 * @param blocks blocks written, duplicates counted each time
 */
public record Imported(Cid root, long size, long dagSize, long blocks) {}
