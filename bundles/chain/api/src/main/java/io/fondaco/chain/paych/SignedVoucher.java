package io.fondaco.chain.paych;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A promise to pay out of a channel. Values are as received: whether it counts is for the channel's actor to say.
 *
 * <p>Source: specs.filecoin.io, Payment Channels.
 *
 * @param channel the channel's actor
 * @param timeLockMin first epoch it counts in
 * @param timeLockMax last epoch it counts in; 0 for no end
 * @param secretHash BLAKE2b-256 of what must be shown; empty when nothing must
 * @param lane unsigned
 * @param nonce larger than those the lane has seen; unsigned
 * @param amount all that the lane has paid by then, in attoFIL
 * @param minSettleHeight the channel does not settle before
 */
public record SignedVoucher(
        Address channel,
        Epoch timeLockMin,
        Epoch timeLockMax,
        byte[] secretHash,
        Optional<ExtraCall> extra,
        long lane,
        long nonce,
        TokenAmount amount,
        Epoch minSettleHeight,
        List<Merge> merges,
        Optional<Signature> signature) {

    public SignedVoucher {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(timeLockMin, "timeLockMin");
        Objects.requireNonNull(timeLockMax, "timeLockMax");
        secretHash = secretHash.clone();
        Objects.requireNonNull(extra, "extra");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(minSettleHeight, "minSettleHeight");
        merges = List.copyOf(merges);
        Objects.requireNonNull(signature, "signature");
    }

    /** What is signed: the voucher with no signature. */
    public byte[] signingBytes() {
        return VoucherCodec.encode(signed(Optional.empty()));
    }

    /** This voucher, signed. @throws CryptoException as {@link SignatureScheme#sign} */
    public SignedVoucher sign(PrivateKey key) {
        return signed(Optional.of(SignatureScheme.of(key.type()).sign(key, signingBytes())));
    }

    /**
     * Whether {@code signer} signed it.
     *
     * @param signer key address
     * @throws CryptoException (UNSUITABLE) for an address that is not a key's; (UNAVAILABLE)
     */
    public boolean signedBy(Address signer) {
        return signature.isPresent() && SignatureScheme.verify(signature.get(), signer, signingBytes());
    }

    private SignedVoucher signed(Optional<Signature> by) {
        return new SignedVoucher(
                channel, timeLockMin, timeLockMax, secretHash, extra, lane, nonce, amount, minSettleHeight, merges, by);
    }

    @Override
    public byte[] secretHash() {
        return secretHash.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SignedVoucher v && Arrays.equals(VoucherCodec.encode(this), VoucherCodec.encode(v));
    }

    @Override
    public int hashCode() {
        return Objects.hash(channel, lane, nonce, amount);
    }
}
