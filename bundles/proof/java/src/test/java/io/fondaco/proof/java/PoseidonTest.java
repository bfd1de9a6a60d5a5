package io.fondaco.proof.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.ProofException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.Test;

/** Golden values: neptune's test hash_values; the digests are of the constants that supra_seal ships. */
public class PoseidonTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final List<Integer> ARITIES = List.of(2, 4, 8, 11, 16);

    private static byte[] counted(int arity, int upTo) {
        byte[] inputs = new byte[32 * arity];
        for (int i = 0; i < upTo; i++) {
            inputs[32 * i] = (byte) i;
        }
        return inputs;
    }

    private static String bigEndian(byte[] digest) {
        return String.format("%064x", FrTest.number(digest, 0));
    }

    @Test
    public void hashesWhatNeptuneHashes() {
        Map<Integer, String> golden = Map.of(
                2, "396508d75e76a56b739e0fd902efe161a6fba9339d05a69d2e203c369a02e7ff",
                4, "58a54b10a9e5848a00db3c6579229399fb6b4605bf1327ec019814ff6662075d",
                8, "2394611da3a5de5512010042116770774b682e9d9cc4aed92a9934f56d38a5e6",
                11, "0c0fc1b2e5227f286ca537e232ebe87a09f3dcd8ccb08fc1cee3bbc32b693163",
                16, "2d3ae2663381ae8ac1c2fb5a6f871e635b8dbc6d30680a6f1291c74060266d37");
        golden.forEach(
                (arity, digest) -> assertThat(bigEndian(Poseidon.merkle(arity).hash(counted(arity, arity))))
                        .as("arity %d", arity)
                        .isEqualTo(digest));
    }

    @Test
    public void tagsMessagesOfOneLengthDifferently() {
        Map<Integer, String> golden = Map.of(
                4, "3a21a6ae86754a2939443980077d75934984de08542c99778935b00a07909d45",
                8, "5c6de4b69de9d792cad8b9f8aeb1578f203e3c7c4a85c1f9370a94532f818897",
                11, "02550c3a2113c7caef841b6bf51a5a397d2807d793af9582e9b0cb7d6496f73b",
                16, "30ec6fa0fec08504275a6eb04a0ecb376b4493d5d40be9d36a1e563d359c1bdd");
        golden.forEach((arity, digest) -> assertThat(
                        bigEndian(Poseidon.constantLength(arity, 4).hash(counted(arity, 4))))
                .as("arity %d", arity)
                .isEqualTo(digest));
    }

    @Test
    public void hashesZeros() {
        Map<Integer, String> golden = Map.of(
                2, "d413460e7f14e58b413d1defe188d36fb761afe5c6a733db6c6f1931130bfe48",
                4, "bc11972b952e47641b62832393589af9eed366b878b8130f5f7e1ed875c4ce65",
                8, "3a9bffca31b48234d189b30de60b7c33f529c08b0836a004f98938b614e6793f",
                11, "94fe4fc1d1b7c885c9538810707ed5691b68a11db65e2118cf928634ea2d1f44");
        golden.forEach((arity, digest) -> assertThat(
                        HEX.formatHex(Poseidon.merkle(arity).hash(new byte[32 * arity])))
                .isEqualTo(digest));
    }

    @Test
    public void hashesTheBinaryTreeOverOneZeroZeroOne() {
        Poseidon binary = Poseidon.merkle(2);
        byte[] leaves = new byte[128];
        leaves[0] = 1;
        leaves[96] = 1;
        byte[] left = binary.hash(Arrays.copyOfRange(leaves, 0, 64));
        byte[] pair = Arrays.copyOf(left, 64);
        System.arraycopy(binary.hash(Arrays.copyOfRange(leaves, 64, 128)), 0, pair, 32, 32);
        assertThat(bigEndian(left)).isEqualTo("042f94ffbe786bc393c003cc74a24f26ec5907b3dc3094afb339ff6079800b5e");
        assertThat(bigEndian(binary.hash(pair)))
                .isEqualTo("1effebb7b26ad9eb30eb6385ae6b74ae77cc72b8cb2b5ad2efbb8be3e291e671");
    }

    @Test
    public void drawsTheRoundConstants() throws Exception {
        Map<Integer, String> golden = Map.of(
                2, "cf4dfb7448132022e22b32e3dce6b125cb06329448f9e8d8fe53a71c73cbe6d4",
                4, "91e463d6553415b3901b9f26b2ad53e6298ac3e5ab0ef260d397bafe8bdde98e",
                8, "9a4a743575f0eaf285c93d73f8adaf4e7ef4042c2445b42bddaf1a64e5face72",
                11, "479dc0d71d694cd50d853dec0c94aeb37df2a69929eaa23b545a52b1226aec06");
        for (var row : golden.entrySet()) {
            long[] plain = Poseidon.merkle(row.getKey()).constants().plain;
            byte[] encoded = new byte[plain.length * 8];
            for (int i = 0; i < plain.length / 4; i++) {
                Fr.encode(plain, i, encoded, 32 * i);
            }
            assertThat(HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(encoded)))
                    .as("arity %d", row.getKey())
                    .isEqualTo(row.getValue());
        }
    }

    @Test
    public void rearrangesTheConstantsAsOthersDo() throws Exception {
        Map<Integer, String> golden = Map.of(
                2, "c41d7cd3b2ba28ae887a38f81bac9351270f005400748d37210c9b566f9da416",
                4, "6509aff40161052b84d6401c4887e7fca124bd92cfd479c2e45e1bc1126b9d92",
                8, "b814f78a11c131128fb62e1b0bd517f8c8d10ecabaf6acdfde5294e867f9f404",
                11, "1826150ebfe44dcc63e146d1379e8bb9b877b0f67bb7fa0377f984429fac3682");
        Map<Integer, Integer> sizes = Map.of(2, 372, 4, 650, 8, 1260, 11, 1752);
        for (var row : golden.entrySet()) {
            PoseidonConstants constants = Poseidon.merkle(row.getKey()).constants();
            assertThat(constants.size()).isEqualTo(sizes.get(row.getKey()));
            ByteBuffer file = ByteBuffer.allocate(32 * constants.size()).order(ByteOrder.LITTLE_ENDIAN);
            for (long[] part : List.of(constants.compressed, constants.dense, constants.preSparse, constants.sparse)) {
                for (long limb : part) {
                    file.putLong(limb);
                }
            }
            assertThat(HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(file.array())))
                    .as("arity %d", row.getKey())
                    .isEqualTo(row.getValue());
        }
    }

    @Test
    public void givesTheSameAsThePlainRounds() {
        for (int arity : ARITIES) {
            Poseidon poseidon = Poseidon.merkle(arity);
            List<BigInteger> samples = FrTest.samples(3 * arity);
            for (int first = 0; first + arity <= samples.size(); first += arity) {
                List<BigInteger> inputs = samples.subList(first, first + arity);
                byte[] encoded = new byte[32 * arity];
                for (int i = 0; i < arity; i++) {
                    System.arraycopy(FrTest.bytes(inputs.get(i)), 0, encoded, 32 * i, 32);
                }
                assertThat(FrTest.number(poseidon.hash(encoded), 0))
                        .as("arity %d", arity)
                        .isEqualTo(plainRounds(poseidon, inputs));
            }
        }
    }

    /** As the paper defines it, with BigInteger. */
    private static BigInteger plainRounds(Poseidon poseidon, List<BigInteger> inputs) {
        PoseidonConstants constants = poseidon.constants();
        int width = constants.width;
        BigInteger[] state = new BigInteger[width];
        state[0] = BigInteger.ONE.shiftLeft(width - 1).subtract(BigInteger.ONE);
        for (int i = 1; i < width; i++) {
            state[i] = inputs.get(i - 1);
        }
        int rounds = 8 + constants.partialRounds;
        for (int round = 0; round < rounds; round++) {
            boolean full = round < 4 || round >= rounds - 4;
            for (int i = 0; i < width; i++) {
                state[i] = state[i].add(FrTest.number(constants.plain, round * width + i));
                if (full || i == 0) {
                    state[i] = state[i].modPow(BigInteger.valueOf(5), FrTest.R);
                }
            }
            BigInteger[] before = state;
            state = IntStream.range(0, width)
                    .mapToObj(j -> IntStream.range(0, width)
                            .mapToObj(i -> before[i].multiply(
                                    BigInteger.valueOf(i + width + j).modInverse(FrTest.R)))
                            .reduce(BigInteger.ZERO, BigInteger::add)
                            .mod(FrTest.R))
                    .toArray(BigInteger[]::new);
        }
        return state[1];
    }

    @Test
    public void refusesOtherAritiesLengthsAndNumbersOutsideTheField() {
        assertThatThrownBy(() -> Poseidon.merkle(3))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("arity 3");
        assertThatThrownBy(() -> Poseidon.constantLength(4, 5)).isInstanceOf(ProofException.class);
        assertThatThrownBy(() -> Poseidon.merkle(2).hash(new byte[63]))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("64 bytes, not 63");
        byte[] beyond = new byte[64];
        Arrays.fill(beyond, 32, 64, (byte) 0xff);
        assertThatThrownBy(() -> Poseidon.merkle(2).hash(beyond))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("offset 32");
    }
}
