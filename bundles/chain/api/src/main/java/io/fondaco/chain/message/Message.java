package io.fondaco.chain.message;

import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * An order to the chain. Values are as received: whether the sender may send it is for the chain to say.
 *
 * <p>Source: specs.filecoin.io, Message.
 *
 * @param version 0 today; unsigned
 * @param nonce how many messages the sender sent before; unsigned
 * @param value attoFIL that go with it
 * @param gasLimit gas it may use at most
 * @param gasFeeCap attoFIL for a unit of gas that the sender pays at most
 * @param gasPremium attoFIL for a unit of gas limit that the block's miner is offered
 * @param method 0 moves value only; unsigned
 * @param params of the method, CBOR as a rule
 */
public record Message(
        long version,
        Address to,
        Address from,
        long nonce,
        TokenAmount value,
        long gasLimit,
        TokenAmount gasFeeCap,
        TokenAmount gasPremium,
        long method,
        byte[] params) {

    public Message {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(gasFeeCap, "gasFeeCap");
        Objects.requireNonNull(gasPremium, "gasPremium");
        params = params.clone();
    }

    /** Its name on the chain; the CID's bytes are what its sender signs. */
    public Cid cid() {
        return DagCbor.chainCid(MessageCodec.encode(this));
    }

    /** What the sender must have at hand for gas: limit times fee cap. */
    public TokenAmount requiredFunds() {
        return gasFeeCap.times(gasLimit);
    }

    /**
     * The f2 address of an actor that a message creates: it stays the same whatever block the message ends up in.
     *
     * @param origin key address of the sender
     * @param nonce of the message, unsigned
     * @param created how many actors the message created before, unsigned
     */
    public static Address actorAddress(Address origin, long nonce, long created) {
        byte[] sender = new CborWriter().writeAddress(origin).toBytes();
        return Address.actor(ByteBuffer.allocate(sender.length + 2 * Long.BYTES)
                .put(sender)
                .putLong(nonce)
                .putLong(created)
                .array());
    }

    @Override
    public byte[] params() {
        return params.clone();
    }

    /** Length of the params, in bytes. */
    public int paramsLength() {
        return params.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Message m
                && version == m.version
                && to.equals(m.to)
                && from.equals(m.from)
                && nonce == m.nonce
                && value.equals(m.value)
                && gasLimit == m.gasLimit
                && gasFeeCap.equals(m.gasFeeCap)
                && gasPremium.equals(m.gasPremium)
                && method == m.method
                && Arrays.equals(params, m.params);
    }

    @Override
    public int hashCode() {
        return Objects.hash(to, from, nonce, value, method, Arrays.hashCode(params));
    }
}
