package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.Node;
import java.security.MessageDigest;

/** SHA-256. */
final class Sha256 {
    /** Clears the two top bits of a digest, which makes it a field element. */
    static final byte TRIM = 0x3f;

    private Sha256() {}

    /** The node above two nodes of the tree over data. */
    static Node pair(Node left, Node right) {
        MessageDigest sha = Digests.sha256();
        sha.update(left.bytes());
        byte[] digest = sha.digest(right.bytes());
        digest[Node.BYTES - 1] &= TRIM;
        return Node.of(digest);
    }
}
