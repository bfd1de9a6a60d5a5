package io.fondaco.network.libp2p.internal.noise;

/** A peer broke the rules of Noise, or is not who it should be. */
public final class NoiseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoiseException(String message) {
        super("noise: " + message);
    }
}
