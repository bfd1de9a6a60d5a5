package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.model.Address;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

public class BlsTest {
    private static final String AGGREGATE =
            "a30d22bb68adbf7cd36770c8e083e7c159ca09d27500304a52d50b7cdeddf2183685a617c2f8"
                    + "58c65617e2537977d6b411ba6af435d5cf1bdcad8e1e74b577bbc9789cb2135721e8eefef398c7c7e0442afe04f8e94c969be07"
                    + "f4aa8f3ccc484";
    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    private final AggregateScheme bls = SignatureScheme.bls();

    @Test
    public void runsOnThisMachine() {
        assertThat(bls.unavailable()).isEmpty();
    }

    @Test
    public void derivesEveryGoldenKeyAndAddressFromLotusOrder() {
        assertThat(Vectors.rows("keys.tsv")).hasSize(5).allSatisfy(row -> {
            KeyPair pair = KeyPair.of(new PrivateKey(KeyType.BLS, Vectors.hex(row[3])));
            assertThat(Vectors.hex(pair.publicKey().bytes())).isEqualTo(row[4]);
            assertThat(pair.address()).hasToString(row[5]);
        });
    }

    @Test
    public void signsAndVerifiesEveryGoldenSignature() {
        assertThat(Vectors.rows("bls.tsv")).hasSize(15).allSatisfy(row -> {
            byte[] message = Vectors.hex(row[2]);
            Signature signature = new Signature(Signature.Type.BLS, Vectors.hex(row[3]));
            KeyPair pair = KeyPair.of(new PrivateKey(KeyType.BLS, Vectors.hex(row[0])));
            if (!row[1].equals("-")) {
                assertThat(Vectors.hex(pair.publicKey().bytes())).isEqualTo(row[1]);
            }
            assertThat(pair.sign(message)).as(row[4]).isEqualTo(signature);
            assertThat(SignatureScheme.verify(signature, pair.address(), message))
                    .isTrue();
            assertThat(SignatureScheme.verify(signature, pair.address(), new byte[0]))
                    .isFalse();
        });
    }

    @Test
    public void addsTheGoldenSignaturesUpAndChecksThemTogether() {
        List<String[]> rows = Vectors.rows("bls.tsv").subList(0, 3);
        List<PublicKey> keys = new ArrayList<>();
        List<byte[]> messages = new ArrayList<>();
        List<Signature> signatures = new ArrayList<>();
        for (String[] row : rows) {
            keys.add(new PublicKey(KeyType.BLS, Vectors.hex(row[1])));
            messages.add(Vectors.hex(row[2]));
            signatures.add(new Signature(Signature.Type.BLS, Vectors.hex(row[3])));
        }
        Signature sum = bls.aggregate(signatures);
        assertThat(Vectors.hex(sum.data())).isEqualTo(AGGREGATE);
        assertThat(bls.matchesAll(keys, messages, sum)).isTrue();
        assertThat(bls.matchesAll(keys.subList(0, 2), messages.subList(0, 2), sum))
                .isFalse();
        assertThat(bls.matchesAll(keys, messages, signatures.get(0))).isFalse();
        Collections.swap(messages, 0, 1);
        assertThat(bls.matchesAll(keys, messages, sum)).isFalse();
        assertThatThrownBy(() -> bls.matchesAll(keys, messages.subList(0, 2), sum))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("3 keys but 2 messages");
    }

    @Test
    public void equalMessagesProveNothingInAnAggregate() {
        KeyPair one = KeyPair.of(Vectors.bls(0));
        KeyPair two = KeyPair.of(Vectors.bls(1));
        byte[] message = {1, 2, 3};
        Signature sum = bls.aggregate(List.of(one.sign(message), two.sign(message)));
        assertThat(bls.matchesAll(List.of(one.publicKey(), two.publicKey()), List.of(message, message.clone()), sum))
                .isFalse();
    }

    @Test
    public void noSignaturesAddUpToInfinityWhichIsNobodysSignature() {
        Signature none = bls.aggregate(List.of());
        assertThat(Vectors.hex(none.data())).isEqualTo("c0" + "00".repeat(95));
        assertThat(bls.matchesAll(List.of(), List.of(), none)).isTrue();
        KeyPair pair = KeyPair.of(Vectors.bls(0));
        assertThat(bls.matchesAll(List.of(), List.of(), pair.sign(new byte[1]))).isFalse();
        assertThat(SignatureScheme.verify(none, pair.address(), new byte[1])).isFalse();
        byte[] infinity = new byte[48];
        infinity[0] = (byte) 0xc0;
        assertThat(SignatureScheme.verify(none, Address.bls(infinity), new byte[1]))
                .isFalse();
        assertThat(bls.matchesAll(List.of(new PublicKey(KeyType.BLS, infinity)), List.of(new byte[1]), none))
                .isFalse();
    }

    @Test
    public void everyChangedByteSpoilsTheSignature() {
        KeyPair pair = KeyPair.of(Vectors.bls(0));
        byte[] data = pair.sign(new byte[] {7}).data();
        for (int i = 0; i < data.length; i++) {
            byte[] changed = data.clone();
            changed[i] ^= (byte) (1 << i % 8);
            Signature signature = new Signature(Signature.Type.BLS, changed);
            assertThat(SignatureScheme.verify(signature, pair.address(), new byte[] {7}))
                    .as("byte %d", i)
                    .isFalse();
        }
        byte[] noPoint = new byte[96];
        assertThatThrownBy(() -> bls.aggregate(List.of(new Signature(Signature.Type.BLS, noPoint))))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("signature 0");
    }

    @Test
    public void signaturesDoNotCrossTypes() {
        KeyPair secp = KeyPair.of(Vectors.secp256k1(0));
        KeyPair pair = KeyPair.of(Vectors.bls(0));
        assertThat(SignatureScheme.verify(secp.sign(new byte[1]), pair.address(), new byte[1]))
                .isFalse();
        assertThat(SignatureScheme.verify(pair.sign(new byte[1]), secp.address(), new byte[1]))
                .isFalse();
    }

    @Test
    public void refusesSecretsOutOfRange() {
        for (BigInteger secret : new BigInteger[] {BigInteger.ZERO, ORDER}) {
            byte[] little = new byte[32];
            for (int i = 0; i < 32; i++) {
                little[i] = secret.shiftRight(8 * i).byteValue();
            }
            assertThatThrownBy(() -> KeyPair.of(new PrivateKey(KeyType.BLS, little)))
                    .isInstanceOfSatisfying(
                            CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    @Test
    public void newKeysSignAndVerify() {
        KeyPair pair = KeyPair.generate(KeyType.BLS, new SecureRandom());
        assertThat(SignatureScheme.verify(pair.sign(new byte[9]), pair.address(), new byte[9]))
                .isTrue();
    }

    private static final PrivateKey SIGNER = new PrivateKey(KeyType.BLS, one(7));

    private static byte[] one(int number) {
        byte[] secret = new byte[32];
        secret[0] = (byte) number;
        return secret;
    }

    private static Signature negative(Signature signature) {
        byte[] point = signature.data().clone();
        point[0] ^= 0x20;
        return new Signature(Signature.Type.BLS, point);
    }

    @Test
    public void checksSignaturesOfOneKeyTogether() {
        Address signer = KeyPair.of(SIGNER).address();
        List<byte[]> messages = List.of(one(1), one(2), one(3));
        List<Signature> good = messages.stream().map(m -> bls.sign(SIGNER, m)).toList();
        assertThat(bls.matchesEach(signer, messages, good)).isTrue();
        assertThat(bls.matchesEach(signer, List.of(), List.of())).isTrue();
        for (int i = 0; i < 3; i++) {
            List<Signature> one = new ArrayList<>(good);
            one.set(i, bls.sign(SIGNER, one(9)));
            assertThat(bls.matchesEach(signer, messages, one))
                    .as("bad at %s", i)
                    .isFalse();
        }
        Address other = KeyPair.of(new PrivateKey(KeyType.BLS, one(8))).address();
        assertThat(bls.matchesEach(other, messages, good)).isFalse();
    }

    @Test
    public void signaturesThatMakeUpForEachOtherArePassedNeitherTogetherNorAlone() {
        Address signer = KeyPair.of(SIGNER).address();
        List<byte[]> messages = List.of(one(1), one(2));
        Signature first = bls.sign(SIGNER, one(1));
        Signature second = bls.sign(SIGNER, one(2));
        Signature shift = bls.sign(SIGNER, one(3));
        List<Signature> shifted =
                List.of(bls.aggregate(List.of(first, shift)), bls.aggregate(List.of(second, negative(shift))));
        // Their sum is the sum of the good ones: only the random weights tell.
        assertThat(bls.aggregate(shifted)).isEqualTo(bls.aggregate(List.of(first, second)));
        assertThat(bls.matchesEach(signer, messages, shifted)).isFalse();
        assertThat(bls.matches(shifted.get(0), signer, one(1))).isFalse();
    }

    @Test
    public void refusesToCheckListsOfDifferentLengthTogether() {
        Address signer = KeyPair.of(SIGNER).address();
        assertThatThrownBy(() -> bls.matchesEach(signer, List.of(one(1)), List.of()))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("1 messages but 0 signatures");
    }
}
