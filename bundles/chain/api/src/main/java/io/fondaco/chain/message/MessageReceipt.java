package io.fondaco.chain.message;

import java.util.Arrays;

/**
 * What came of a message.
 *
 * <p>Source: specs.filecoin.io, Message; the form before actors v18, without events.
 *
 * @param exitCode 0 for success; 1 to 15 are the system's, others the actor's
 * @param returned what the method returned, CBOR, or nothing
 * @param gasUsed units of gas
 */
public record MessageReceipt(long exitCode, byte[] returned, long gasUsed) {

    public MessageReceipt {
        returned = returned.clone();
    }

    public boolean ok() {
        return exitCode == 0;
    }

    @Override
    public byte[] returned() {
        return returned.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MessageReceipt r
                && exitCode == r.exitCode
                && gasUsed == r.gasUsed
                && Arrays.equals(returned, r.returned);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(exitCode) + Long.hashCode(gasUsed)) + Arrays.hashCode(returned);
    }
}
