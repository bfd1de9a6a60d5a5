package io.fondaco.market;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;

/**
 * @param sha256 of the file, hex
 * @param provider who kept it
 */
public record Fetched(Cid root, long bytes, String sha256, Address provider) {}
