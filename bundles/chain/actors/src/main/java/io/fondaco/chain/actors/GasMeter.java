package io.fondaco.chain.actors;

/** The gas one message used so far. */
final class GasMeter {
    private final long limit;
    private long used;

    GasMeter(long limit) {
        this.limit = limit;
    }

    void charge(long gas) {
        long next = used + gas;
        if (next > limit || gas > 0 && next < used) {
            used = limit;
            throw Abort.of(ExitCode.SYS_OUT_OF_GAS, "more than the gas limit of " + limit + " is needed");
        }
        used = next;
    }

    long used() {
        return Math.max(0, used);
    }
}
