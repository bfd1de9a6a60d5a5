package io.fondaco.model;

/**
 * Told how far a long piece of work has come. Implementations are called often and from any thread: they must be quick
 * and must not throw.
 */
@FunctionalInterface
public interface Progress {

    /** Progress nobody looks at. */
    Progress NONE = (stage, done, total) -> {};

    /**
     * @param stage what is being done, e.g. {@code importing}
     * @param done how much is done, in bytes unless the stage says otherwise
     * @param total how much there is, or -1 when unknown
     */
    void at(String stage, long done, long total);
}
