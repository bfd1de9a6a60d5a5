package io.fondaco.chain.actors;

/**
 * What things cost, in gas. Prices do not depend on how the state is kept in memory, so that every node charges the same:
 * reading and replacing an actor's state costs a block each, whatever trees hang from it; methods that work through lists
 * pay for each entry on top.
 *
 * <p>Source: lotus, price list of Calico; {@link #entries} is ours.
 */
public record GasPrices(
        long message,
        long messageByte,
        long call,
        long transfer,
        long plainTransfer,
        long invocation,
        long get,
        long put,
        long createActor,
        long blsVerify,
        long secpVerify,
        long verifySeal,
        long windowPost,
        long windowPostSector,
        long consensusFault) {

    public static final GasPrices CALICO = new GasPrices(
            38_863 + 36 * 1300,
            1300,
            29_233,
            27_500,
            159_672,
            -5_377,
            114_617,
            353_640,
            1_108_454 + 76 * 1300,
            16_598_605,
            1_637_292,
            2_000,
            117_680_000,
            43_780,
            495_422);

    /** For carrying a message of {@code bytes} as the block holds it. */
    public long onChain(int bytes) {
        return message + messageByte * bytes;
    }

    /** For keeping what a message returned in its receipt. */
    public long returned(int bytes) {
        return messageByte * bytes;
    }

    /** For a call. */
    public long call(boolean withValue, boolean withMethod) {
        return call + (withValue ? transfer + (withMethod ? 0 : plainTransfer) : 0) + (withMethod ? invocation : 0);
    }

    /** For working through {@code count} entries of trees: reading and writing one path each. */
    public long entries(long count) {
        return Math.multiplyExact(count, get + put);
    }

    /** For checking a signature by its type byte. */
    long verify(byte[] signature) {
        return signature.length > 0 && signature[0] == 2 ? blsVerify : secpVerify;
    }
}
