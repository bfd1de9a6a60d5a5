package io.fondaco.chain.internal;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Fields that the tuples of the chain have in common, with the limits of Go's implementations. */
public final class Fields {
    /** Longest list. */
    public static final int MAX_LIST = 8192;

    /** Longest byte string. */
    public static final int MAX_BYTES = 2 << 20;

    /** Longest signature with its type byte. */
    public static final int MAX_SIGNATURE = 200;

    private Fields() {}

    /** Reads exactly one item of at most {@code maxBytes}. */
    public static <T> T decode(byte[] cbor, int maxBytes, Function<CborReader, T> read) {
        if (cbor.length > maxBytes) {
            throw DecodeException.limit(0, cbor.length + " bytes where at most " + maxBytes + " are allowed");
        }
        CborReader in = new CborReader(cbor, CborLimits.DEFAULT.withMaxBytes(maxBytes), Set.of());
        T item = read.apply(in);
        in.finish();
        return item;
    }

    /** Writes one item. */
    public static <T> byte[] encode(T item, BiConsumer<CborWriter, T> write) {
        CborWriter out = new CborWriter(512);
        write.accept(out, item);
        return out.toBytes();
    }

    public static <T> List<T> readList(CborReader in, Function<CborReader, T> read) {
        int from = in.offset();
        int length = in.readListHeader();
        if (length > MAX_LIST) {
            throw DecodeException.limit(from, "list of " + length + " items: at most " + MAX_LIST + " are allowed");
        }
        List<T> items = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            items.add(read.apply(in));
        }
        return items;
    }

    public static <T> void writeList(CborWriter out, Collection<T> items, BiConsumer<CborWriter, T> write) {
        out.writeListHeader(items.size());
        items.forEach(item -> write.accept(out, item));
    }

    public static List<Cid> readCids(CborReader in) {
        return readList(in, CborReader::readCid);
    }

    public static void writeCids(CborWriter out, Collection<Cid> cids) {
        writeList(out, cids, CborWriter::writeCid);
    }

    public static Signature readSignature(CborReader in) {
        int from = in.offset();
        byte[] bytes = in.readBytes(MAX_SIGNATURE);
        try {
            return Signature.fromBytes(bytes);
        } catch (CryptoException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, from, e.getMessage(), e);
        }
    }

    public static void writeSignature(CborWriter out, Signature signature) {
        out.writeBytes(signature.toBytes());
    }

    public static Optional<Signature> readOptionalSignature(CborReader in) {
        return Optional.ofNullable(in.readNullable(Fields::readSignature));
    }

    public static void writeOptionalSignature(CborWriter out, Optional<Signature> signature) {
        out.writeNullable(signature.orElse(null), Fields::writeSignature);
    }
}
