package io.fondaco.chain.actors;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How values of one kind are written as one DAG-CBOR item and read again. */
public record Codec<T>(BiConsumer<CborWriter, T> writer, Function<CborReader, T> reader) {
    public static final Codec<TokenAmount> TOKEN =
            new Codec<>(CborWriter::writeTokenAmount, CborReader::readTokenAmount);
    /** A whole number of any size, as amounts are written. */
    public static final Codec<BigInteger> BIG =
            new Codec<>((out, value) -> out.writeTokenAmount(TokenAmount.atto(value)), in -> in.readTokenAmount()
                    .atto());

    public static final Codec<Long> LONG = new Codec<>(CborWriter::writeLong, CborReader::readLong);
    public static final Codec<Long> UNSIGNED = new Codec<>(CborWriter::writeUnsignedLong, CborReader::readUnsignedLong);
    public static final Codec<byte[]> BYTES = new Codec<>(CborWriter::writeBytes, CborReader::readBytes);
    public static final Codec<Cid> CID = new Codec<>(CborWriter::writeCid, CborReader::readCid);
    public static final Codec<Address> ADDRESS = new Codec<>(CborWriter::writeAddress, CborReader::readAddress);

    /** Nothing: parameters and returns of methods that have none are no bytes at all. */
    public static final byte[] NOTHING = new byte[0];

    /** Lists of values of one kind. */
    public static <T> Codec<List<T>> list(Codec<T> of) {
        // Codecs refer to each other while their classes are initialised; one that is not there yet must not go unseen.
        Objects.requireNonNull(of, "of");
        return new Codec<>(
                (out, values) -> {
                    out.writeListHeader(values.size());
                    values.forEach(v -> of.writer.accept(out, v));
                },
                in -> {
                    int size = in.readListHeader();
                    List<T> values = new ArrayList<>(size);
                    for (int i = 0; i < size; i++) {
                        values.add(of.reader.apply(in));
                    }
                    return List.copyOf(values);
                });
    }

    /** Reads a list of {@code length} items, whose header is read before {@code read} gets to see them. */
    public static <T> Function<CborReader, T> tuple(int length, Function<CborReader, T> read) {
        return in -> {
            in.readListHeader(length);
            return read.apply(in);
        };
    }

    /** A value in a list of its own: {@code [value]}. */
    public static <T> Codec<T> wrapped(Codec<T> only) {
        return new Codec<>(
                (out, value) -> {
                    out.writeListHeader(1);
                    only.writer().accept(out, value);
                },
                tuple(1, only.reader()));
    }

    public byte[] encode(T value) {
        CborWriter out = new CborWriter();
        writer.accept(out, value);
        return out.toBytes();
    }

    /** @throws DecodeException unless {@code bytes} are one such item and nothing else */
    public T decode(byte[] bytes) {
        CborReader in = new CborReader(bytes);
        T value = reader.apply(in);
        in.finish();
        return value;
    }

    /** Decodes the parameters of a method. @throws Abort ({@link ExitCode#USR_SERIALIZATION}) */
    public T params(byte[] bytes) {
        try {
            return decode(bytes);
        } catch (DecodeException e) {
            throw new Abort(ExitCode.USR_SERIALIZATION, "parameters " + e.getMessage());
        }
    }

    /** {@link ExitCode#USR_SERIALIZATION} unless there are no parameters, as for methods that take none. */
    public static void noParams(byte[] bytes) {
        Abort.unless(bytes.length == 0, ExitCode.USR_SERIALIZATION, "parameters given to a method that takes none");
    }
}
