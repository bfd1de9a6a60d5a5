package io.fondaco.chain.block;

import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The header of a block. Values are as received: whether they are right is for consensus to say.
 *
 * <p>Source: specs.filecoin.io, Block.
 *
 * @param miner ID address
 * @param beaconEntries those since the parents' last
 * @param parents tipset it builds on
 * @param parentWeight weight of that tipset
 * @param stateRoot state after the parents' messages
 * @param receipts root of the receipts of the parents' messages
 * @param messages CID of the {@link MessageRoots}
 * @param blsAggregate of its BLS messages
 * @param timestamp seconds since 1970; unsigned
 * @param signature the worker's, over the header without it
 * @param forkSignal unused; unsigned
 * @param parentBaseFee attoFIL for a unit of gas
 */
public record BlockHeader(
        Address miner,
        Ticket ticket,
        ElectionProof electionProof,
        List<BeaconEntry> beaconEntries,
        List<WinningPoSt> winningPoSt,
        TipsetKey parents,
        BigInteger parentWeight,
        Epoch height,
        Cid stateRoot,
        Cid receipts,
        Cid messages,
        Optional<Signature> blsAggregate,
        long timestamp,
        Optional<Signature> signature,
        long forkSignal,
        TokenAmount parentBaseFee) {

    public BlockHeader {
        Objects.requireNonNull(miner, "miner");
        Objects.requireNonNull(ticket, "ticket");
        Objects.requireNonNull(electionProof, "electionProof");
        beaconEntries = List.copyOf(beaconEntries);
        winningPoSt = List.copyOf(winningPoSt);
        Objects.requireNonNull(parents, "parents");
        Objects.requireNonNull(parentWeight, "parentWeight");
        Objects.requireNonNull(height, "height");
        Objects.requireNonNull(stateRoot, "stateRoot");
        Objects.requireNonNull(receipts, "receipts");
        Objects.requireNonNull(messages, "messages");
        Objects.requireNonNull(blsAggregate, "blsAggregate");
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(parentBaseFee, "parentBaseFee");
    }

    /** Its name on the chain. */
    public Cid cid() {
        return DagCbor.chainCid(BlockCodec.encode(this));
    }

    /** What the miner's worker signs: the header with no signature. */
    public byte[] signingBytes() {
        return BlockCodec.encode(signed(Optional.empty()));
    }

    /** This header, signed. @throws CryptoException as {@link SignatureScheme#sign} */
    public BlockHeader sign(PrivateKey worker) {
        return signed(Optional.of(SignatureScheme.of(worker.type()).sign(worker, signingBytes())));
    }

    /**
     * Whether {@code worker} signed it.
     *
     * @param worker key address
     * @throws CryptoException (UNSUITABLE) for an address that is not a key's; (UNAVAILABLE)
     */
    public boolean signedBy(Address worker) {
        return signature.isPresent() && SignatureScheme.verify(signature.get(), worker, signingBytes());
    }

    /** This header with a signature that was made elsewhere over its {@link #signingBytes}. */
    public BlockHeader signed(Signature by) {
        return signed(Optional.of(by));
    }

    private BlockHeader signed(Optional<Signature> by) {
        return new BlockHeader(
                miner,
                ticket,
                electionProof,
                beaconEntries,
                winningPoSt,
                parents,
                parentWeight,
                height,
                stateRoot,
                receipts,
                messages,
                blsAggregate,
                timestamp,
                by,
                forkSignal,
                parentBaseFee);
    }
}
