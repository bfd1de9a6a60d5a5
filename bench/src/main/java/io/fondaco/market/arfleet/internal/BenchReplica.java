package io.fondaco.market.arfleet.internal;

import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;

/** What benches make deals over: chunks of 8 KiB that are all alike, so that a replica of any size takes no room. */
final class BenchReplica {
    static final int CHUNK = 8192;
    static final long EVERY = 60_000;
    static final long RESPONSE = EVERY / 2;
    static final int REWARD = 1_000_000;
    static final int COLLATERAL = 1_000_000;
    /** Of a deal: a day. */
    static final int PERIODS = 1440;

    final ChunkTree tree;
    private final byte[] chunk = new byte[CHUNK];

    BenchReplica(int leaves) {
        new Random(1).nextBytes(chunk);
        byte[] hashes = new byte[leaves * ChunkTree.HASH];
        for (int i = 0; i < leaves; i++) {
            System.arraycopy(ChunkTree.leaf(Kind.SEPARATED, i, chunk), 0, hashes, i * ChunkTree.HASH, ChunkTree.HASH);
        }
        tree = ChunkTree.of(Kind.SEPARATED, hashes);
    }

    byte[] chunk(long index) {
        return chunk;
    }

    DealTerms terms(String client, String provider, String token, int draws, long activateBy, SecretChain stirs) {
        return new DealTerms(
                client,
                provider,
                token,
                HexFormat.of().formatHex(tree.root()),
                Kind.SEPARATED,
                tree.leaves(),
                CHUNK,
                CHUNK,
                "00".repeat(32),
                BigInteger.valueOf(REWARD),
                BigInteger.valueOf(COLLATERAL),
                PERIODS,
                EVERY,
                RESPONSE,
                draws,
                BigInteger.valueOf(COLLATERAL / 10),
                3,
                0,
                activateBy,
                HexFormat.of().formatHex(stirs.commitment()));
    }
}
