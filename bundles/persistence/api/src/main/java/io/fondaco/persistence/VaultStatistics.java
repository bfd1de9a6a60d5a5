package io.fondaco.persistence;

/**
 * How large a vault is.
 *
 * @param blocks how many there are
 * @param bytes of all blocks together, without CIDs and whatever else storing them takes
 * @param names how many there are
 * @param fileBytes what the vault takes on the disk, with its log; 0 when it is not on a disk
 * @param freeBytes of the file, what is not in use: the next blocks go there, or a sweep gives it back
 */
public record VaultStatistics(long blocks, long bytes, long names, long fileBytes, long freeBytes) {}
