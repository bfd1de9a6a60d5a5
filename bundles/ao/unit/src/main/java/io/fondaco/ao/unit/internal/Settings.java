package io.fondaco.ao.unit.internal;

import io.fondaco.ao.spi.Limits;

/** What {@link UnitConfig} says, for the classes behind it. */
public record Settings(
        int workers,
        int clerks,
        long slice,
        Limits limits,
        int pushDepth,
        int pushBudget,
        int waiting,
        int checkpointEvery,
        int cronCatchUp) {

    /** The defaults of {@link UnitConfig}. */
    public static final Settings DEFAULT = new Settings(2, 2, 200_000, Limits.USUAL, 100, 10_000, 10_000, 64, 1000);

    static Settings of(UnitConfig config) {
        return new Settings(
                config.workers(),
                config.clerks(),
                config.slice(),
                new Limits(config.gasLimit(), config.memoryLimit(), config.callDepth()),
                config.pushDepth(),
                config.pushBudget(),
                config.waiting(),
                config.checkpointEvery(),
                config.cronCatchUp());
    }
}
