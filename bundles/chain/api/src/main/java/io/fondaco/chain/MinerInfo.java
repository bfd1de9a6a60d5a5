package io.fondaco.chain;

import io.fondaco.model.Address;
import io.fondaco.model.PeerId;

/**
 * @param miner its id address
 * @param worker whose key signs asks, responses and messages
 * @param sectorSize in bytes
 */
public record MinerInfo(Address miner, Address owner, Address worker, PeerId peerId, long sectorSize) {}
