package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;

/**
 * A proven sector, a tuple of fourteen; the last ones tell of replaced sectors, which there are none of.
 *
 * @param activation when it was proven
 * @param expiration when it ends
 * @param dealWeight byte-epochs
 * @param pledge attoFIL, given back when it ends
 * @param dayReward what its power was expected to earn in a day when it was proven, attoFIL
 * @param storagePledge the same in twenty days
 */
public record SectorInfo(
        long number,
        long sealProof,
        Cid sealedCid,
        List<Long> deals,
        Epoch activation,
        Epoch expiration,
        BigInteger dealWeight,
        BigInteger verifiedWeight,
        TokenAmount pledge,
        TokenAmount dayReward,
        TokenAmount storagePledge) {
    /** Whether it is the commitment of a sealed sector. */
    public static boolean isSealed(Cid cid) {
        return cid.version() == 1
                && cid.codec() == Cid.FIL_COMMITMENT_SEALED
                && cid.multihash().code() == Multihash.POSEIDON_BLS12_381_A2_FC1
                && cid.multihash().digest().length == 32;
    }

    static final Codec<SectorInfo> CODEC = new Codec<>(SectorInfo::write, SectorInfo::read);

    private static void write(CborWriter out, SectorInfo s) {
        out.writeListHeader(14)
                .writeUnsignedLong(s.number)
                .writeLong(s.sealProof)
                .writeCid(s.sealedCid);
        MinerParams.NUMBERS.writer().accept(out, s.deals);
        out.writeLong(s.activation.number()).writeLong(s.expiration.number());
        Codec.BIG.writer().accept(out, s.dealWeight);
        Codec.BIG.writer().accept(out, s.verifiedWeight);
        out.writeTokenAmount(s.pledge)
                .writeTokenAmount(s.dayReward)
                .writeTokenAmount(s.storagePledge)
                .writeLong(0)
                .writeTokenAmount(TokenAmount.ZERO)
                .writeNull();
    }

    private static SectorInfo read(CborReader in) {
        in.readListHeader(14);
        SectorInfo sector = new SectorInfo(
                in.readUnsignedLong(),
                in.readLong(),
                in.readCid(),
                MinerParams.NUMBERS.reader().apply(in),
                Epoch.of(in.readLong()),
                Epoch.of(in.readLong()),
                Codec.BIG.reader().apply(in),
                Codec.BIG.reader().apply(in),
                in.readTokenAmount(),
                in.readTokenAmount(),
                in.readTokenAmount());
        in.readLong(0, 0);
        in.readTokenAmount();
        in.readNull();
        return sector;
    }

    /** With another end. */
    SectorInfo until(Epoch later, BigInteger weight, BigInteger verified) {
        return new SectorInfo(
                number,
                sealProof,
                sealedCid,
                deals,
                activation,
                later,
                weight,
                verified,
                pledge,
                dayReward,
                storagePledge);
    }

    /** Its power, in bytes, in sectors of {@code size} bytes. */
    PowerPair power(long size) {
        return new PowerPair(
                BigInteger.valueOf(size),
                Economics.qualityAdjusted(size, expiration.since(activation), dealWeight, verifiedWeight));
    }

    static PowerPair power(Collection<SectorInfo> sectors, long size) {
        return sectors.stream().map(s -> s.power(size)).reduce(PowerPair.ZERO, PowerPair::plus);
    }
}
