package io.fondaco.chain.paych;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Damage;
import io.fondaco.chain.Golden;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class VoucherTest {
    private static final List<Golden> CASES =
            Golden.file("vouchers.json").at("list").items();

    @Test
    public void goldenVouchersAreReadSignedAndWritten() {
        Golden first = Golden.file("keys.json").at("list").items().get(0);
        PrivateKey secp = new PrivateKey(KeyType.SECP256K1, first.at("sk").hex());
        PrivateKey bls =
                new PrivateKey(KeyType.BLS, first.at("bls").at("sk_lotus_le").hex());
        assertThat(CASES).hasSize(3);
        for (Golden golden : CASES) {
            SignedVoucher voucher =
                    VoucherCodec.decode(golden.at("signing_cbor").hex());
            assertThat(voucher.channel()).isEqualTo(golden.at("channel").address());
            assertThat(voucher.signature()).isEmpty();
            assertThat(voucher.signingBytes())
                    .isEqualTo(golden.at("signing_cbor").hex());
            SignedVoucher signed = voucher.sign(secp);
            assertThat(signed.signature().orElseThrow().data())
                    .isEqualTo(golden.at("secp_sig_key0").hex());
            assertThat(VoucherCodec.encode(signed))
                    .isEqualTo(golden.at("signed_cbor_secp").hex());
            assertThat(VoucherCodec.decode(golden.at("signed_cbor_secp").hex()))
                    .isEqualTo(signed)
                    .hasSameHashCodeAs(signed);
            SignedVoucher other = voucher.sign(bls);
            assertThat(other.signature().orElseThrow().data())
                    .isEqualTo(golden.at("bls_sig_key0").hex());
            Address signer =
                    SignatureScheme.of(KeyType.SECP256K1).publicKey(secp).address();
            assertThat(signed.signedBy(signer)).isTrue();
            assertThat(other.signedBy(signer)).isFalse();
            assertThat(voucher.signedBy(signer)).isFalse();
        }
    }

    @Test
    public void fieldsAreWhereTheTupleSays() {
        SignedVoucher merge =
                VoucherCodec.decode(CASES.get(2).at("signing_cbor").hex());
        assertThat(merge.lane()).isZero();
        assertThat(merge.nonce()).isEqualTo(5);
        assertThat(merge.amount()).isEqualTo(TokenAmount.atto(0x0309));
        assertThat(merge.minSettleHeight()).isEqualTo(Epoch.of(0));
        assertThat(merge.merges()).containsExactly(new Merge(1, 3), new Merge(2, 9));
        assertThat(VoucherCodec.decode(CASES.get(1).at("signing_cbor").hex()).secretHash())
                .hasSize(32);
    }

    @Test
    public void damagedVouchersAreRefusedOrCanonical() {
        List<byte[]> vouchers = new ArrayList<>();
        CASES.forEach(golden -> vouchers.add(golden.at("signed_cbor_secp").hex()));
        SignedVoucher plain = VoucherCodec.decode(vouchers.get(0));
        vouchers.add(VoucherCodec.encode(new SignedVoucher(
                plain.channel(),
                Epoch.of(5),
                Epoch.of(900_000),
                new byte[32],
                Optional.of(new ExtraCall(Address.id(99), -1, new byte[] {1, 2})),
                -1,
                -1,
                TokenAmount.fil("1"),
                Epoch.of(77),
                List.of(new Merge(-1, -1)),
                plain.signature())));
        Damage.refusedOrCanonical(5, 100_000, vouchers, bytes -> VoucherCodec.encode(VoucherCodec.decode(bytes)));
    }
}
