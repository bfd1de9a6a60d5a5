package io.fondaco.chain.actors;

import io.fondaco.model.Address;

/** The actors every network has one of, and where the others begin. */
public final class Singletons {
    public static final Address SYSTEM = Address.id(0);
    public static final Address INIT = Address.id(1);
    public static final Address REWARD = Address.id(2);
    public static final Address CRON = Address.id(3);
    public static final Address STORAGE_POWER = Address.id(4);
    public static final Address STORAGE_MARKET = Address.id(5);
    public static final Address VERIFIED_REGISTRY = Address.id(6);
    /** Holds what was burnt: nobody can spend from it. */
    public static final Address BURNT_FUNDS = Address.id(99);

    /** The number of the first actor that is not one of these. */
    public static final long FIRST_FREE = 100;

    private Singletons() {}
}
