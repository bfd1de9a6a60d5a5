package io.fondaco.sector;

/** What the chain says of a sector's proofs. */
public enum SectorHealth {
    /** It is not on the chain, not yet or not any more. */
    NONE,
    /** Not covered by a window PoSt yet: no power. */
    UNPROVEN,
    /** It has power. */
    PROVEN,
    /** Declared or found faulty: no power, and a fee each proving period. */
    FAULTY,
    /** Faulty, and back with the next window PoSt. */
    RECOVERING
}
