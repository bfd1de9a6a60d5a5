package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Seal proofs of the kind vanilla, as a chain sees them. */
public class SealProofsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path home;
    private StackedProver prover;

    @Before
    public void open() {
        home = folder.getRoot().toPath();
        prover = new StackedProver(TestSector.KERNELS, home.resolve("parents"), Lanes.one());
    }

    private TestSector sealed(SealProof proof) throws IOException {
        return TestSector.sealed(prover, home, proof, proof.number());
    }

    private static Proof of(byte[] body) {
        return new Proof(ProofKind.VANILLA, body);
    }

    @Test
    public void holdForEveryWayOfChallenging() throws IOException {
        for (SealProof proof : new SealProof[] {
            SealProof.STACKED_DRG_2KIB_V1,
            SealProof.STACKED_DRG_2KIB_V1_1,
            SealProof.STACKED_DRG_2KIB_SYNTHETIC,
            SealProof.STACKED_DRG_2KIB_NON_INTERACTIVE
        }) {
            TestSector sector = sealed(proof);
            Proof vanilla = sector.prove(prover);
            assertThat(prover.seal(sector.statement(), vanilla)).as("%s", proof).isEmpty();
            assertThat(prover.commit2(sector.statement(), vanilla, Watch.NONE)).isEqualTo(vanilla);
            assertThat(vanilla.toBytes().length)
                    .as("%s", proof)
                    .isLessThanOrEqualTo(prover.sealBytes(proof, ProofKind.VANILLA));
        }
    }

    /** Of a small proof, for each byte costs a verification. */
    @Test
    public void areRefusedWithAnyByteChanged() throws IOException {
        TestSector sector = sealed(SealProof.STACKED_DRG_2KIB_V1_1);
        SealStatement statement = IntStream.range(0, 300)
                .mapToObj(i -> new SealStatement(sector.order, sector.commR, Node.parse(String.format("%064x", i))))
                .min(Comparator.comparingInt(candidate -> new SealLayout(candidate).bytes()))
                .orElseThrow();
        byte[] body = prover.commit1(statement, sector.files, Watch.NONE).body();
        assertThat(prover.seal(statement, of(body))).isEmpty();
        assertThat(body.length).isGreaterThan(1000);
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= (byte) (1 << i % 8);
            assertThat(prover.seal(statement, of(changed))).as("byte %d", i).isPresent();
        }
    }

    @Test
    public void areRefusedWhenTheyAreCutOrTooLong() throws IOException {
        TestSector sector = sealed(SealProof.STACKED_DRG_2KIB_V1_1);
        byte[] body = sector.prove(prover).body();
        for (int length : new int[] {0, 1, 32, body.length - 32, body.length - 1, body.length + 1, body.length + 32}) {
            assertThat(prover.seal(sector.statement(), of(Arrays.copyOf(body, length))))
                    .get()
                    .asString()
                    .contains("the proof has " + length + " bytes")
                    .contains("must have " + body.length);
        }
    }

    /** The same number once more, outside the field: another encoding of the same proof. */
    @Test
    public void areRefusedWithANumberThatIsNotBelowTheFieldsOrder() throws IOException {
        TestSector sector = sealed(SealProof.STACKED_DRG_2KIB_V1_1);
        SealStatement statement = sector.statement();
        byte[] body = sector.prove(prover).body();
        SealLayout layout = new SealLayout(statement);
        int afterData = layout.dataBytes() + layout.columnBytes() + layout.data.bytes();
        int tried = 0;
        for (int at = 0; at < body.length; at += 32) {
            boolean hashedAsBytes = at >= layout.dataBytes() + layout.columnBytes() && at < afterData;
            byte[] changed = body.clone();
            if (!hashedAsBytes && addOrder(changed, at)) {
                tried++;
                String data = at < layout.dataBytes() ? "CommD" : "not below r";
                assertThat(prover.seal(statement, of(changed))).get().asString().contains(data);
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    private static boolean addOrder(byte[] nodes, int at) {
        byte[] order = Node.parse("01000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73")
                .bytes();
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            carry += (nodes[at + i] & 0xff) + (order[i] & 0xff);
            nodes[at + i] = (byte) carry;
            carry >>= 8;
        }
        return carry == 0;
    }

    @Test
    public void areRefusedForAnythingElseThanTheirStatement() throws IOException {
        TestSector sector = sealed(SealProof.STACKED_DRG_2KIB_V1_1);
        Proof proof = sector.prove(prover);
        SealOrder order = sector.order;
        Node other = Node.parse("33".repeat(32));
        SealOrder[] orders = {
            new SealOrder(order.proof(), other, order.sector(), order.ticket(), order.commD()),
            new SealOrder(order.proof(), order.prover(), order.sector() + 1, order.ticket(), order.commD()),
            new SealOrder(order.proof(), order.prover(), order.sector(), other, order.commD()),
            new SealOrder(order.proof(), order.prover(), order.sector(), order.ticket(), other),
            new SealOrder(SealProof.STACKED_DRG_2KIB_V1, order.prover(), order.sector(), order.ticket(), order.commD())
        };
        for (SealOrder wrong : orders) {
            assertThat(prover.seal(new SealStatement(wrong, sector.commR, TestSector.SEED), proof))
                    .isPresent();
        }
        assertThat(prover.seal(new SealStatement(order, other, TestSector.SEED), proof))
                .isPresent();
        assertThat(prover.seal(new SealStatement(order, sector.commR, other), proof))
                .isPresent();
        assertThat(prover.seal(sector.statement(), proof)).isEmpty();
    }

    @Test
    public void areRefusedWhenTheyClaimAnotherKind() throws IOException {
        TestSector sector = sealed(SealProof.STACKED_DRG_2KIB_V1_1);
        Proof local = new Proof(ProofKind.GROTH16_LOCAL, sector.prove(prover).body());
        assertThat(prover.seal(sector.statement(), local)).get().asString().contains("GROTH16_LOCAL");
        assertThatThrownBy(() -> prover.commit2(sector.statement(), local, Watch.NONE))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.DAMAGED));
    }

    @Test
    public void areRefusedOrHoldWhateverBytesComeInTheirPlace() throws IOException {
        TestSector sector = sealed(SealProof.STACKED_DRG_2KIB_V1_1);
        byte[] body = sector.prove(prover).body();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = i % 3 == 0 ? new byte[body.length] : body.clone();
            if (i % 3 == 0) {
                random.nextBytes(bytes);
            } else if (i % 3 == 1) {
                // Two nodes in each other's place.
                int a = 32 * random.nextInt(body.length / 32);
                int b = 32 * random.nextInt(body.length / 32);
                System.arraycopy(body, a, bytes, b, 32);
                System.arraycopy(body, b, bytes, a, 32);
            } else {
                int a = random.nextInt(body.length);
                Arrays.fill(bytes, a, Math.min(body.length, a + random.nextInt(100)), (byte) random.nextInt());
            }
            boolean same = Arrays.equals(bytes, body);
            assertThat(prover.seal(sector.statement(), of(bytes)).isEmpty())
                    .as("case %d", i)
                    .isEqualTo(same);
            refused += same ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(250);
    }

    @Test
    public void areOfManySizesAndNeverLargerThanSaid() throws IOException {
        for (SealProof proof :
                new SealProof[] {SealProof.STACKED_DRG_2KIB_V1_1, SealProof.STACKED_DRG_2KIB_NON_INTERACTIVE}) {
            TestSector sector = sealed(proof);
            int most = 0;
            for (int i = 0; i < 200; i++) {
                Node seed = Node.parse(String.format("%064x", i));
                Node commR = Node.parse(String.format("%062x00", i));
                most = Math.max(most, new SealLayout(new SealStatement(sector.order, commR, seed)).bytes());
            }
            assertThat(most + 1).isLessThanOrEqualTo(prover.sealBytes(proof, ProofKind.VANILLA));
        }
        assertThat(prover.sealBytes(SealProof.STACKED_DRG_2KIB_V1_1, ProofKind.VANILLA))
                .isLessThan(18_000);
        assertThat(prover.sealBytes(SealProof.STACKED_DRG_8MIB_V1_1, ProofKind.VANILLA))
                .isLessThan(48_000);
        assertThat(prover.sealBytes(SealProof.STACKED_DRG_32GIB_V1_1, ProofKind.GROTH16_FILECOIN))
                .isEqualTo(1921);
        for (SealProof proof : SealProof.values()) {
            assertThat(prover.sealBytes(proof, ProofKind.VANILLA)).isPositive();
        }
    }
}
