package io.fondaco.market.storage.internal.wire;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How one kind of value is written and read. */
interface Shape<V> {

    void write(CborWriter out, V value, Form form);

    /** @throws DecodeException naming offset and reason */
    V read(CborReader in, Form form);

    static <V> Shape<V> plain(BiConsumer<CborWriter, V> write, Function<CborReader, V> read) {
        return new Shape<>() {
            @Override
            public void write(CborWriter out, V value, Form form) {
                write.accept(out, value);
            }

            @Override
            public V read(CborReader in, Form form) {
                return read.apply(in);
            }
        };
    }

    /** The value, or CBOR null. */
    static <V> Shape<Optional<V>> nullable(Shape<V> inner) {
        return new Shape<>() {
            @Override
            public void write(CborWriter out, Optional<V> value, Form form) {
                if (value.isPresent()) {
                    inner.write(out, value.get(), form);
                } else {
                    out.writeNull();
                }
            }

            @Override
            public Optional<V> read(CborReader in, Form form) {
                return in.tryReadNull() ? Optional.empty() : Optional.of(inner.read(in, form));
            }
        };
    }

    /** The value with the bytes it was read from: what a signature covers. */
    static <V> Shape<Sealed<V>> sealed(Shape<V> inner) {
        return new Shape<>() {
            @Override
            public void write(CborWriter out, Sealed<V> value, Form form) {
                out.writeRaw(value.bytes());
            }

            @Override
            public Sealed<V> read(CborReader in, Form form) {
                int from = in.offset();
                V value = inner.read(in, form);
                return new Sealed<>(value, in.slice(from, in.offset()));
            }
        };
    }

    Shape<Cid> CID = plain(CborWriter::writeCid, CborReader::readCid);
    Shape<Long> LONG = plain(CborWriter::writeLong, CborReader::readLong);
    Shape<Long> UNSIGNED = plain(CborWriter::writeUnsignedLong, CborReader::readUnsignedLong);
    Shape<Boolean> BOOLEAN = plain(CborWriter::writeBoolean, CborReader::readBoolean);
    Shape<String> TEXT = plain(CborWriter::writeText, CborReader::readText);
    Shape<byte[]> BYTES = plain(CborWriter::writeBytes, CborReader::readBytes);
    Shape<TokenAmount> AMOUNT = plain(CborWriter::writeTokenAmount, CborReader::readTokenAmount);
    Shape<Address> ADDRESS = plain(CborWriter::writeAddress, CborReader::readAddress);
    Shape<ClientDealProposal> CLIENT_DEAL_PROPOSAL =
            plain((out, p) -> out.writeRaw(p.toBytes()), ClientDealProposal::read);
    Shape<DealStatus> STATUS = plain((out, s) -> out.writeLong(s.number()), Shape::readStatus);

    private static DealStatus readStatus(CborReader in) {
        int at = in.offset();
        long number = in.readUnsignedLong();
        return DealStatus.of(number)
                .orElseThrow(() -> DecodeException.malformed(at, number + " is not the number of a deal state"));
    }
}
