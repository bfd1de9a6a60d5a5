package io.fondaco.sector;

/**
 * @param offset in padded bytes from the sector's beginning
 * @param length in padded bytes
 */
public record SectorPlacement(long sector, long offset, long length) {}
