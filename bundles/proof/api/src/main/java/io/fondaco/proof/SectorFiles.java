package io.fondaco.proof;

import java.nio.file.Path;

/**
 * Where a sector lies.
 *
 * @param unsealed its data after the padding, as long as the sector
 * @param sealed its replica, as long as the sector
 */
public record SectorFiles(Path unsealed, Path sealed, SectorCache cache) {}
