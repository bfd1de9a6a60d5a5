package io.fondaco.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class ReplicaKeyTest {

    private static final ReplicaKey KEY = Vectors.key();

    @Test
    public void publicKeysHaveTheBytesAndTheTextThatOpenSslGivesThem() {
        assertThat(KEY.open().toBytes()).isEqualTo(Vectors.hex(Vectors.ALL.path("spki")));
        assertThat(KEY.open().toPem()).isEqualTo(Vectors.ALL.path("pem").asText());
        assertThat(ReplicaPublicKey.parsePem(KEY.open().toPem())).isEqualTo(KEY.open());
        assertThat(ReplicaPublicKey.fromBytes(KEY.open().toBytes())).isEqualTo(KEY.open());
        assertThat(KEY.open().digest()).isEqualTo(Vectors.sha256(Vectors.hex(Vectors.ALL.path("spki"))));
    }

    @Test
    public void privateKeysAreKeptAndReadBackAndNeverPrinted() {
        assertThat(ReplicaKey.fromBytes(KEY.toBytes())).isEqualTo(KEY);
        assertThat(KEY.toString()).isEqualTo("ReplicaKey of 1024 bits");
    }

    @Test
    public void keysOfLengthsAndPartsThatDoNotFitAreRefused() {
        assertThatThrownBy(
                        () -> new ReplicaPublicKey(BigInteger.ONE.shiftLeft(511).setBit(0), BigInteger.valueOf(3)))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("512 bits");
        assertThatThrownBy(() -> new ReplicaPublicKey(KEY.open().modulus(), BigInteger.TWO))
                .isInstanceOf(ReplicaException.class);
        assertThatThrownBy(() -> ReplicaKey.generate(700, new SecureRandom())).isInstanceOf(ReplicaException.class);
        BigInteger two = BigInteger.TWO;
        assertThatThrownBy(() -> ReplicaKey.of(
                        KEY.open().modulus(), KEY.open().exponent(), BigInteger.TEN, KEY.p(), KEY.q(), two, two, two))
                .isInstanceOf(ReplicaException.class);
    }

    @Test
    public void brokenKeysAreRefusedAndNothingElseIsThrown() {
        Random random = new Random(5);
        for (byte[] good : new byte[][] {KEY.open().toBytes(), KEY.toBytes()}) {
            boolean open = good.length < 200;
            for (int i = 0; i < 500; i++) {
                byte[] bad = Arrays.copyOf(good, random.nextInt(3) == 0 ? random.nextInt(good.length) : good.length);
                if (bad.length == good.length) {
                    bad[random.nextInt(bad.length)] ^= 1 << random.nextInt(8);
                }
                try {
                    Object read = open ? ReplicaPublicKey.fromBytes(bad) : ReplicaKey.fromBytes(bad);
                    assertThat(read).isNotEqualTo(open ? KEY.open() : KEY);
                } catch (ReplicaException refused) {
                    assertThat(refused).hasMessageMatching("(?s).{10,}");
                }
            }
        }
    }

    @Test
    public void numbersThatAreNotBelowTheModulusAreRefused() {
        byte[] above = new byte[128];
        Arrays.fill(above, (byte) 0xff);
        assertThatThrownBy(() -> new JavaPowers().seal(KEY, above, 0, 1)).hasMessageContaining("not below the modulus");
        assertThatThrownBy(() -> new JavaPowers().open(KEY.open(), above, 0, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JavaPowers().open(KEY.open(), new byte[128], 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
