package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.nio.file.Path;

/**
 * Whole bytes under a CID.
 *
 * @param path the file to read; do not write
 * @param size in bytes
 */
public record Blob(Cid cid, Path path, long size) {}
