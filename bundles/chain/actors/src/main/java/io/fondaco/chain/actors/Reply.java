package io.fondaco.chain.actors;

/**
 * What a call within a message came to.
 *
 * @param exitCode 0 for success; otherwise everything the call changed is undone
 * @param returned what the method returned; empty on failure
 * @param failure one sentence for people on failure, else empty; not part of consensus
 */
public record Reply(int exitCode, byte[] returned, String failure) {
    public boolean ok() {
        return exitCode == ExitCode.OK;
    }

    /** What was returned. @throws Abort with the same exit code when the call failed */
    public byte[] require(String what) {
        if (!ok()) {
            throw Abort.of(exitCode, what + ": " + failure);
        }
        return returned;
    }
}
