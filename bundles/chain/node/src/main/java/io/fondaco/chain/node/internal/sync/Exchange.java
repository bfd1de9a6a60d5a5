package io.fondaco.chain.node.internal.sync;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.network.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Messages of the protocol that hands out parts of the chain, newest tipset first.
 *
 * <p>Source: lotus, chain exchange. The messages of a tipset come once each, and for each block where they are among them.
 */
final class Exchange {
    static final int MOST_BYTES = 64 << 20;
    static final Protocol PROTOCOL = new Protocol("/fil/chain/xchg/0.0.1", MOST_BYTES, Duration.ofSeconds(60));
    /** Tipsets of one answer. */
    static final int MOST_TIPSETS = 900;

    static final long HEADERS = 1;
    static final long MESSAGES = 2;

    static final long OK = 0;
    static final long PARTIAL = 101;
    static final long NOT_FOUND = 201;
    static final long INTERNAL_ERROR = 203;
    static final long BAD_REQUEST = 204;

    private static final int MOST_BLOCKS = 64;
    private static final CborLimits LIMITS = new CborLimits(16, MOST_BYTES, 1 << 22);

    private Exchange() {}

    /** @param length tipsets from {@code head} down, 1 to 900 */
    record Request(TipsetKey head, long length, long options) {
        byte[] encode() {
            CborWriter out = new CborWriter()
                    .writeListHeader(3)
                    .writeListHeader(head.cids().size());
            head.cids().forEach(out::writeCid);
            return out.writeUnsignedLong(length).writeUnsignedLong(options).toBytes();
        }

        static Request decode(byte[] cbor) {
            CborReader in = new CborReader(cbor);
            in.readListHeader(3);
            Request request = new Request(
                    new TipsetKey(Hello.cids(in, MOST_BLOCKS)), in.readUnsignedLong(), in.readUnsignedLong());
            in.finish();
            return request;
        }
    }

    /** A tipset. @param contents of its blocks in their order; null where messages were not asked for */
    record Part(List<BlockHeader> blocks, List<BlockContents> contents) {}

    /** @param error for people */
    record Response(long status, String error, List<Part> chain) {
        byte[] encode() {
            CborWriter out = new CborWriter(4096)
                    .writeListHeader(3)
                    .writeUnsignedLong(status)
                    .writeText(error)
                    .writeListHeader(chain.size());
            chain.forEach(part -> write(out, part));
            return out.toBytes();
        }

        static Response decode(byte[] cbor) {
            CborReader in = new CborReader(cbor, LIMITS, Set.of());
            in.readListHeader(3);
            long status = in.readUnsignedLong();
            String error = in.readText();
            Response response = new Response(status, error, list(in, MOST_TIPSETS, Exchange::readPart));
            in.finish();
            return response;
        }
    }

    private static void write(CborWriter out, Part part) {
        out.writeListHeader(2).writeListHeader(part.blocks.size());
        part.blocks.forEach(block -> BlockCodec.write(out, block));
        if (part.contents == null) {
            out.writeNull();
            return;
        }
        out.writeListHeader(4);
        compact(out, part.contents, BlockContents::bls, Message::cid, MessageCodec::write);
        compact(out, part.contents, BlockContents::secp, SignedMessage::cid, MessageCodec::write);
    }

    private static <M> void compact(
            CborWriter out,
            List<BlockContents> contents,
            Function<BlockContents, List<M>> of,
            Function<M, Cid> name,
            BiConsumer<CborWriter, M> write) {
        Map<Cid, Integer> numbers = new LinkedHashMap<>();
        List<M> all = new ArrayList<>();
        List<List<Integer>> includes = new ArrayList<>();
        for (BlockContents block : contents) {
            List<Integer> own = new ArrayList<>();
            for (M message : of.apply(block)) {
                own.add(numbers.computeIfAbsent(name.apply(message), cid -> {
                    all.add(message);
                    return all.size() - 1;
                }));
            }
            includes.add(own);
        }
        out.writeListHeader(all.size());
        all.forEach(message -> write.accept(out, message));
        out.writeListHeader(includes.size());
        includes.forEach(own -> {
            out.writeListHeader(own.size());
            own.forEach(out::writeLong);
        });
    }

    private static Part readPart(CborReader in) {
        in.readListHeader(2);
        List<BlockHeader> blocks = list(in, MOST_BLOCKS, BlockCodec::readHeader);
        return new Part(blocks, in.readNullable(r -> readContents(r, blocks.size())));
    }

    private static List<BlockContents> readContents(CborReader in, int blocks) {
        in.readListHeader(4);
        List<List<Message>> bls = expand(in, blocks, MessageCodec::read);
        List<List<SignedMessage>> secp = expand(in, blocks, MessageCodec::readSigned);
        List<BlockContents> contents = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            contents.add(new BlockContents(bls.get(i), secp.get(i)));
        }
        return contents;
    }

    private static <M> List<List<M>> expand(CborReader in, int blocks, Function<CborReader, M> read) {
        List<M> all = list(in, 1 << 17, read);
        int from = in.offset();
        List<List<M>> expanded = list(in, MOST_BLOCKS, r -> list(r, 1 << 14, CborReader::readUnsignedLong).stream()
                .map(number -> {
                    if (number < 0 || number >= all.size()) {
                        throw DecodeException.malformed(from, "message " + number + " of " + all.size());
                    }
                    return all.get(number.intValue());
                })
                .toList());
        if (expanded.size() != blocks) {
            throw DecodeException.malformed(from, "messages of " + expanded.size() + " blocks for " + blocks);
        }
        return expanded;
    }

    private static <T> List<T> list(CborReader in, int most, Function<CborReader, T> read) {
        int from = in.offset();
        int count = in.readListHeader();
        if (count > most) {
            throw DecodeException.limit(from, "a list of " + count + " where at most " + most + " are allowed");
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(read.apply(in));
        }
        return items;
    }
}
