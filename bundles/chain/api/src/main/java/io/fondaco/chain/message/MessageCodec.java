package io.fondaco.chain.message;

import io.fondaco.chain.internal.Fields;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;

/**
 * Messages and receipts as CBOR tuples, one way each. Every {@code decode} and {@code read} throws
 * {@link DecodeException}.
 *
 * <p>Source: specs.filecoin.io, Message.
 */
public final class MessageCodec {
    /** Longest message of any network, with its signature, in bytes; Filecoin's has 64 KiB at most. */
    public static final int MAX_MESSAGE = 512 << 10;

    private MessageCodec() {}

    public static byte[] encode(Message message) {
        return Fields.encode(message, MessageCodec::write);
    }

    public static byte[] encode(SignedMessage message) {
        return Fields.encode(message, MessageCodec::write);
    }

    public static byte[] encode(MessageReceipt receipt) {
        return Fields.encode(receipt, MessageCodec::write);
    }

    /** Reads exactly one message of at most {@link #MAX_MESSAGE} bytes. */
    public static Message decode(byte[] cbor) {
        return Fields.decode(cbor, MAX_MESSAGE, MessageCodec::read);
    }

    /** Reads exactly one signed message of at most {@link #MAX_MESSAGE} bytes. */
    public static SignedMessage decodeSigned(byte[] cbor) {
        return Fields.decode(cbor, MAX_MESSAGE, MessageCodec::readSigned);
    }

    /** Reads exactly one receipt. */
    public static MessageReceipt decodeReceipt(byte[] cbor) {
        return Fields.decode(cbor, Fields.MAX_BYTES, MessageCodec::readReceipt);
    }

    /** Writes the message as the next item. */
    public static void write(CborWriter out, Message message) {
        out.writeListHeader(10)
                .writeUnsignedLong(message.version())
                .writeAddress(message.to())
                .writeAddress(message.from())
                .writeUnsignedLong(message.nonce())
                .writeTokenAmount(message.value())
                .writeLong(message.gasLimit())
                .writeTokenAmount(message.gasFeeCap())
                .writeTokenAmount(message.gasPremium())
                .writeUnsignedLong(message.method())
                .writeBytes(message.params());
    }

    /** Writes the signed message as the next item. */
    public static void write(CborWriter out, SignedMessage signed) {
        out.writeListHeader(2);
        write(out, signed.message());
        Fields.writeSignature(out, signed.signature());
    }

    /** Writes the receipt as the next item. */
    public static void write(CborWriter out, MessageReceipt receipt) {
        out.writeListHeader(3)
                .writeLong(receipt.exitCode())
                .writeBytes(receipt.returned())
                .writeLong(receipt.gasUsed());
    }

    /** Reads the next item. */
    public static Message read(CborReader in) {
        in.readListHeader(10);
        return new Message(
                in.readUnsignedLong(),
                in.readAddress(),
                in.readAddress(),
                in.readUnsignedLong(),
                in.readTokenAmount(),
                in.readLong(),
                in.readTokenAmount(),
                in.readTokenAmount(),
                in.readUnsignedLong(),
                in.readBytes(MAX_MESSAGE));
    }

    /** Reads the next item. */
    public static SignedMessage readSigned(CborReader in) {
        in.readListHeader(2);
        return new SignedMessage(read(in), Fields.readSignature(in));
    }

    /** Reads the next item. */
    public static MessageReceipt readReceipt(CborReader in) {
        in.readListHeader(3);
        return new MessageReceipt(in.readLong(), in.readBytes(Fields.MAX_BYTES), in.readLong());
    }
}
