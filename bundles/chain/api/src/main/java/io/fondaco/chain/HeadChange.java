package io.fondaco.chain;

import io.fondaco.chain.block.Tipset;
import java.util.List;

/**
 * How the head of the chain moved. Whoever goes through what was reverted and then through what was applied, in order,
 * stands where the chain stands.
 *
 * @param reverted tipsets that are no longer on the chain, the highest first
 * @param applied tipsets that are on the chain now, the lowest first; the last one is the head
 */
public record HeadChange(List<Tipset> reverted, List<Tipset> applied) {
    public HeadChange {
        reverted = List.copyOf(reverted);
        applied = List.copyOf(applied);
    }

    /** The new head. */
    public Tipset head() {
        return applied.get(applied.size() - 1);
    }
}
