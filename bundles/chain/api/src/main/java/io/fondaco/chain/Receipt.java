package io.fondaco.chain;

import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;

/**
 * What became of a message.
 *
 * @param message its CID; another one than was sent when it was replaced for gas
 * @param exitCode 0 for success, else the actor's code
 * @param returned what the actor returned, CBOR
 */
public record Receipt(Cid message, Epoch epoch, int exitCode, byte[] returned) {

    public boolean ok() {
        return exitCode == 0;
    }
}
