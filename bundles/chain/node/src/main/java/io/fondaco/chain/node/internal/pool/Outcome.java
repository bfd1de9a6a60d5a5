package io.fondaco.chain.node.internal.pool;

/**
 * What would become of a message.
 *
 * @param exitCode 0 for success
 * @param gasUsed units of gas
 * @param failure one sentence for people on failure, else empty
 */
public record Outcome(long exitCode, long gasUsed, String failure) {
    public boolean ok() {
        return exitCode == 0;
    }
}
