package io.fondaco.chain;

import io.fondaco.model.Epoch;

/**
 * How far a node has come.
 *
 * @param head height of its head
 * @param clock the epoch it is by the clock
 * @param target height of the heaviest tipset it was told of and is after; the head's if there is none
 * @param peers that have the same genesis and are connected
 * @param doing one sentence for people
 */
public record SyncStatus(Epoch head, Epoch clock, Epoch target, int peers, String doing) {}
