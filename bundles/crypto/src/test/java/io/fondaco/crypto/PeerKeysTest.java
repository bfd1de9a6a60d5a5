package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.PeerPublicKey.Kind;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class PeerKeysTest {
    private static final String ED25519 = "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String SECP256K1 =
            "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99";

    @Test
    public void namesThePeersOfTheSpecification() {
        PeerPublicKey ed = PeerPublicKey.fromBytes(Vectors.hex(ED25519));
        assertThat(ed.kind()).isEqualTo(Kind.ED25519);
        assertThat(ed.peerId()).hasToString("12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");
        PeerPublicKey secp = PeerPublicKey.fromBytes(Vectors.hex(SECP256K1));
        assertThat(secp.peerId()).hasToString("16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY");
        assertThat(Vectors.hex(secp.toBytes())).isEqualTo(SECP256K1);
        byte[] nines = new byte[32];
        Arrays.fill(nines, (byte) 9);
        assertThat(PeerKeyPair.ofSeed(nines).peerId())
                .hasToString("12D3KooWSrKnMZUcSxK8G7wmBbXdU8nFEfWGhLu6H8xjn8LmCSJb");
    }

    @Test
    public void derivesEveryGoldenEd25519Key() {
        assertThat(Vectors.rows("keys.tsv")).allSatisfy(row -> assertThat(Vectors.hex(
                        PeerKeyPair.ofSeed(Vectors.hex(row[0])).publicKey().data()))
                .isEqualTo(row[6]));
    }

    @Test
    public void signsAsRfc8032Says() {
        PeerKeyPair pair =
                PeerKeyPair.ofSeed(Vectors.hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        byte[] signature = pair.sign(new byte[] {0x72});
        assertThat(Vectors.hex(signature))
                .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        assertThat(pair.publicKey().verify(new byte[] {0x72}, signature)).isTrue();
        assertThat(pair.publicKey().verify(new byte[] {0x73}, signature)).isFalse();
        assertThat(pair.publicKey().verify(new byte[] {0x72}, new byte[63])).isFalse();
        signature[0] ^= 1;
        assertThat(pair.publicKey().verify(new byte[] {0x72}, signature)).isFalse();
    }

    @Test
    public void readsPrivateKeysOldAndNew() {
        PeerKeyPair pair =
                PeerKeyPair.ofSeed(Vectors.hex(Vectors.rows("keys.tsv").get(0)[0]));
        byte[] now = pair.toBytes();
        assertThat(PeerKeyPair.fromBytes(now).peerId()).isEqualTo(pair.peerId());
        byte[] old = Arrays.copyOf(now, 100);
        old[3] = 0x60;
        System.arraycopy(now, 36, old, 68, 32);
        assertThat(PeerKeyPair.fromBytes(old).peerId()).isEqualTo(pair.peerId());
        old[99] ^= 1;
        assertThatThrownBy(() -> PeerKeyPair.fromBytes(old)).hasMessageContaining("offset 64");
        assertThatThrownBy(() -> PeerKeyPair.fromBytes(Arrays.copyOf(now, 67))).isInstanceOf(CryptoException.class);
        assertThat(pair.toString()).doesNotContain(Vectors.rows("keys.tsv").get(0)[0]);
    }

    @Test
    public void checksSignaturesOfRsaAndEcdsaPeers() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        checks(Kind.RSA, rsa.generateKeyPair(), "SHA256withRSA", "Qm");
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        checks(Kind.ECDSA, ec.generateKeyPair(), "SHA256withECDSA", "Qm");
        rsa.initialize(1024);
        byte[] weak = rsa.generateKeyPair().getPublic().getEncoded();
        assertThatThrownBy(() -> new PeerPublicKey(Kind.RSA, weak)).hasMessageContaining("not 1024");
    }

    @Test
    public void checksSignaturesOfSecp256k1Peers() {
        PeerPublicKey key = PeerPublicKey.fromBytes(Vectors.hex(SECP256K1));
        assertThat(key.verify(new byte[1], new byte[70])).isFalse();
        assertThat(key.verify(new byte[1], Vectors.hex("3006020101020101"))).isFalse();
    }

    @Test
    public void refusesKeysThatAreNotWrittenTheOneWay() {
        malformed("", "offset 0");
        malformed("0801", "offset 2");
        malformed("12" + "20" + "00".repeat(32) + "0801", "offset 0");
        malformed("0804" + "1220" + "00".repeat(32), "key type 4");
        malformed("088100" + "1220" + "00".repeat(32), "shortest form");
        malformed("08011221" + "00".repeat(33), "32 bytes");
        malformed(ED25519 + "00", "33 there");
        malformed("08021221" + "05" + "00".repeat(32), "compressed point");
        malformed("0800120130", "PKIX");
    }

    @Test
    public void anyBytesAreEitherRefusedOrReadBackTheSame() {
        byte[] seed = Vectors.hex(ED25519);
        Random random = new Random(46);
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = Arrays.copyOf(seed, random.nextInt(8) == 0 ? random.nextInt(40) : seed.length);
            for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(random.nextBoolean() ? bytes.length : Math.min(4, bytes.length))] ^=
                        (byte) (1 << random.nextInt(8));
            }
            try {
                if (!Arrays.equals(PeerPublicKey.fromBytes(bytes).toBytes(), bytes)) {
                    throw new AssertionError(Arrays.toString(bytes));
                }
                taken++;
            } catch (CryptoException refused) {
                if (refused.reason() != Reason.MALFORMED) {
                    throw new AssertionError(Arrays.toString(bytes), refused);
                }
            }
        }
        assertThat(taken).isPositive();
    }

    private static void checks(Kind kind, java.security.KeyPair pair, String algorithm, String start) throws Exception {
        PeerPublicKey key = new PeerPublicKey(kind, pair.getPublic().getEncoded());
        assertThat(PeerPublicKey.fromBytes(key.toBytes())).isEqualTo(key);
        assertThat(key.peerId().toString()).startsWith(start);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(new byte[] {5});
        byte[] signature = signer.sign();
        assertThat(key.verify(new byte[] {5}, signature)).isTrue();
        assertThat(key.verify(new byte[] {6}, signature)).isFalse();
        assertThat(key.verify(new byte[] {5}, new byte[3])).isFalse();
    }

    private static void malformed(String hex, String message) {
        assertThatThrownBy(() -> PeerPublicKey.fromBytes(Vectors.hex(hex)))
                .isInstanceOfSatisfying(
                        CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
                .hasMessageContaining(message);
    }

    @Test
    public void readsThePrivateKeysOfTheSpecification() {
        for (String[] row : Vectors.rows("peer-keys.tsv")) {
            PeerKeyPair pair = PeerKeyPair.fromBytes(Vectors.hex(row[0]));
            assertThat(Vectors.hex(pair.publicKey().toBytes())).isEqualTo(row[1]);
            assertThat(Vectors.hex(pair.toBytes())).isEqualTo(row[0]);
        }
    }

    @Test
    public void signsAndVerifiesWithEveryKindOfKey() {
        SecureRandom random = new SecureRandom();
        byte[] message = {1, 2, 3};
        for (Kind kind : Kind.values()) {
            PeerKeyPair made = PeerKeyPair.generate(kind, random);
            PeerKeyPair again = PeerKeyPair.fromBytes(made.toBytes());
            assertThat(again.publicKey()).isEqualTo(made.publicKey());
            byte[] signature = again.sign(message);
            assertThat(made.publicKey().verify(message, signature))
                    .as("%s", kind)
                    .isTrue();
            assertThat(made.publicKey().verify(new byte[] {1, 2, 4}, signature))
                    .as("%s", kind)
                    .isFalse();
        }
    }
}
