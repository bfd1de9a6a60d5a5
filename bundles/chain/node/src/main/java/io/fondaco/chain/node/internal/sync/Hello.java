package io.fondaco.chain.node.internal.sync;

import io.fondaco.chain.block.TipsetKey;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Protocol;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node says of itself when it meets another: its head and its genesis.
 *
 * <p>Source: lotus, hello protocol: a CBOR tuple of four, answered by {@code [arrival, sent]} in nanoseconds.
 *
 * @param weight of the head
 */
record Hello(TipsetKey head, Epoch height, BigInteger weight, Cid genesis) {
    static final Protocol PROTOCOL = new Protocol("/fil/hello/1.0.0", 16 << 10, Duration.ofSeconds(10));
    private static final int MOST_BLOCKS = 64;

    byte[] encode() {
        CborWriter out =
                new CborWriter().writeListHeader(4).writeListHeader(head.cids().size());
        head.cids().forEach(out::writeCid);
        return out.writeLong(height.number())
                .writeTokenAmount(TokenAmount.atto(weight))
                .writeCid(genesis)
                .toBytes();
    }

    /** @throws io.fondaco.codec.DecodeException for anything else */
    static Hello decode(byte[] cbor) {
        CborReader in = new CborReader(cbor);
        in.readListHeader(4);
        Hello hello = new Hello(
                new TipsetKey(cids(in, MOST_BLOCKS)),
                Epoch.of(in.readLong()),
                in.readTokenAmount().atto(),
                in.readCid());
        in.finish();
        return hello;
    }

    static List<Cid> cids(CborReader in, int most) {
        int from = in.offset();
        int count = in.readListHeader();
        if (count > most) {
            throw io.fondaco.codec.DecodeException.limit(
                    from, count + " blocks where at most " + most + " are allowed");
        }
        List<Cid> cids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cids.add(in.readCid());
        }
        return cids;
    }

    /** The answer. @param arrival and {@code sent}: nanoseconds of this node's clock */
    static byte[] answer(long arrival, long sent) {
        return new CborWriter()
                .writeListHeader(2)
                .writeLong(arrival)
                .writeLong(sent)
                .toBytes();
    }
}
