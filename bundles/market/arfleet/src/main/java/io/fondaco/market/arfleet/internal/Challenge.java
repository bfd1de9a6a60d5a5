package io.fondaco.market.arfleet.internal;

import io.fondaco.model.Digests;
import io.fondaco.replica.Draw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a deal asks for in a period; the deal's process draws the same.
 *
 * @param chain the schedule's hash chain in the message after the one that began the period
 * @param stir what the client stirred with, hexadecimal; empty for nothing
 */
record Challenge(String deal, long period, String chain, String stir) {
    private static final String DOMAIN = "fondaco/arfleet/challenge/1";

    /** @param secret the provider's; empty where there are none */
    byte[] seed(byte[] secret) {
        MessageDigest sha = Digests.sha256();
        sha.update((DOMAIN + deal).getBytes(StandardCharsets.UTF_8));
        sha.update(ByteBuffer.allocate(8).putLong(period).flip());
        sha.update(chain.getBytes(StandardCharsets.UTF_8));
        sha.update(secret);
        return sha.digest(stir.getBytes(StandardCharsets.UTF_8));
    }

    long[] leaves(byte[] secret, DealTerms terms) {
        return Draw.leaves(seed(secret), terms.leaves(), terms.challengeLeaves());
    }
}
