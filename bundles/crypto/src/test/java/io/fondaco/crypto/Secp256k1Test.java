package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.model.Address;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.Test;

public class Secp256k1Test {
    private static final BigInteger N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final byte[] MESSAGE = "a proposal".getBytes(StandardCharsets.US_ASCII);

    @Test
    public void derivesEveryGoldenKeyAndAddress() {
        assertThat(Vectors.rows("keys.tsv")).hasSize(5).allSatisfy(row -> {
            KeyPair pair = KeyPair.of(new PrivateKey(KeyType.SECP256K1, Vectors.hex(row[0])));
            assertThat(Vectors.hex(pair.publicKey().bytes())).isEqualTo(row[1]);
            assertThat(pair.address()).hasToString(row[2]);
        });
    }

    @Test
    public void signsMessagesProposalsAndVouchersByteForByte() {
        assertThat(Vectors.rows("secp256k1.tsv")).hasSize(9).allSatisfy(row -> {
            KeyPair pair = KeyPair.of(new PrivateKey(KeyType.SECP256K1, Vectors.hex(row[0])));
            byte[] message = Vectors.hex(row[1]);
            Signature signature = pair.sign(message);
            assertThat(Vectors.hex(signature.data())).isEqualTo(row[2]);
            assertThat(SignatureScheme.verify(signature, pair.address(), message))
                    .isTrue();
        });
    }

    @Test
    public void everyChangedByteSpoilsTheSignature() {
        KeyPair pair = KeyPair.of(Vectors.secp256k1(0));
        byte[] data = pair.sign(MESSAGE).data();
        for (int i = 0; i < data.length; i++) {
            byte[] changed = data.clone();
            changed[i] ^= 1;
            assertThat(verify(changed, pair.address())).as("byte %d", i).isFalse();
        }
        assertThat(SignatureScheme.verify(pair.sign(MESSAGE), pair.address(), new byte[] {1}))
                .isFalse();
        assertThat(verify(data, KeyPair.of(Vectors.secp256k1(1)).address())).isFalse();
    }

    @Test
    public void takesLowSOnly() {
        KeyPair pair = KeyPair.of(Vectors.secp256k1(0));
        byte[] data = pair.sign(MESSAGE).data();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(data, 32, 64));
        assertThat(s).isLessThanOrEqualTo(N.shiftRight(1));
        byte[] high = N.subtract(s).toByteArray();
        byte[] twin = data.clone();
        System.arraycopy(high, high.length - 32, twin, 32, 32);
        twin[64] ^= 1;
        assertThat(verify(twin, pair.address())).isFalse();
    }

    @Test
    public void refusesNumbersOutOfRange() {
        Address signer = KeyPair.of(Vectors.secp256k1(0)).address();
        byte[] data = KeyPair.of(Vectors.secp256k1(0)).sign(MESSAGE).data();
        assertThat(verify(new byte[65], signer)).isFalse();
        for (int v : new int[] {2, 3, 27, 28, 255}) {
            byte[] other = data.clone();
            other[64] = (byte) v;
            assertThat(verify(other, signer)).as("v %d", v).isFalse();
        }
        byte[] order = data.clone();
        System.arraycopy(N.toByteArray(), 1, order, 0, 32);
        assertThat(verify(order, signer)).isFalse();
        for (BigInteger secret : new BigInteger[] {BigInteger.ZERO, N, N.add(BigInteger.ONE)}) {
            byte[] number = secret.add(BigInteger.ONE.shiftLeft(256)).toByteArray();
            PrivateKey key =
                    new PrivateKey(KeyType.SECP256K1, Arrays.copyOfRange(number, number.length - 32, number.length));
            assertThatThrownBy(() -> KeyPair.of(key))
                    .isInstanceOfSatisfying(
                            CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    @Test
    public void newKeysSignAndVerify() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 20; i++) {
            KeyPair pair = KeyPair.generate(KeyType.SECP256K1, random);
            assertThat(SignatureScheme.verify(pair.sign(MESSAGE), pair.address(), MESSAGE))
                    .isTrue();
        }
    }

    @Test
    public void anAddressThatIsNoKeyMustBeResolvedFirst() {
        Signature signature = KeyPair.of(Vectors.secp256k1(0)).sign(MESSAGE);
        for (Address address : new Address[] {Address.id(1000), Address.actor(new byte[] {1})}) {
            assertThatThrownBy(() -> SignatureScheme.verify(signature, address, MESSAGE))
                    .isInstanceOfSatisfying(
                            CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUITABLE))
                    .hasMessageContaining("resolve it");
        }
    }

    @Test
    public void aKeyOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> SignatureScheme.of(KeyType.SECP256K1).sign(Vectors.bls(0), MESSAGE))
                .isInstanceOf(CryptoException.class);
        assertThatThrownBy(() -> SignatureScheme.bls().sign(Vectors.secp256k1(0), MESSAGE))
                .isInstanceOf(CryptoException.class);
    }

    private static boolean verify(byte[] data, Address signer) {
        return SignatureScheme.verify(new Signature(Signature.Type.SECP256K1, data), signer, MESSAGE);
    }
}
