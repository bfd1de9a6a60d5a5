package io.fondaco.chain.actors.multisig;

import io.fondaco.chain.actors.Codec;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction that waits for approvals: {@code [to, value, method, params, approved]}.
 *
 * @param value attoFIL
 * @param approved ID addresses of those who did, the proposer first
 */
public record Transaction(Address to, TokenAmount value, long method, byte[] params, List<Address> approved) {
    static final Codec<Transaction> CODEC = new Codec<>(
            (out, t) -> {
                out.writeListHeader(5)
                        .writeAddress(t.to)
                        .writeTokenAmount(t.value)
                        .writeUnsignedLong(t.method)
                        .writeBytes(t.params);
                MultisigParams.ADDRESSES.writer().accept(out, t.approved);
            },
            in -> {
                in.readListHeader(5);
                return new Transaction(
                        in.readAddress(),
                        in.readTokenAmount(),
                        in.readUnsignedLong(),
                        in.readBytes(),
                        MultisigParams.ADDRESSES.reader().apply(in));
            });

    public Transaction {
        approved = List.copyOf(approved);
    }

    Transaction approvedBy(Address signer) {
        List<Address> all = new ArrayList<>(approved);
        all.add(signer);
        return new Transaction(to, value, method, params, all);
    }

    Transaction without(Address signer) {
        return new Transaction(
                to,
                value,
                method,
                params,
                approved.stream().filter(a -> !a.equals(signer)).toList());
    }

    /** What approvals and cancellations name it by: BLAKE2b-256 over {@code [proposer, to, value, method, params]}. */
    public byte[] hash() {
        return Multihash.blake2b256(new CborWriter()
                        .writeListHeader(5)
                        .writeAddress(approved.get(0))
                        .writeAddress(to)
                        .writeTokenAmount(value)
                        .writeUnsignedLong(method)
                        .writeBytes(params)
                        .toBytes())
                .digest();
    }
}
