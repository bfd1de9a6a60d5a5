package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.SectorSize;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.Test;

/**
 * Golden values: synthetic ones from rust-fil-proofs, stacked/vanilla/challenges; interactive ones for replica ids of
 * published proofs, and those of a published window PoSt, drawn by an implementation of its own.
 */
public class ChallengesTest {
    private static final Node SEED = Node.parse("56964257e0d6c11e074117b36172fff3ebd1a6ec18fa79555e58df5a9d889dcb");

    private static final Node RANDOMNESS =
            Node.parse("2fb40fd7043336d645cd138963c6f960f649db53a0f532e264598e9f53e2ed23");

    private static Node number(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return Node.of(bytes);
    }

    private static long[] interactive(String replicaId, int count, SectorSize size) {
        return Challenges.interactive(Node.parse(replicaId), SEED, count, size.nodes());
    }

    @Test
    public void drawsInteractiveOnes() {
        assertThat(interactive("eedafd70f8a0dfaa33964fc981f841c1e5f87df7f6a898d5ca77a28934c7f718", 2, SectorSize.KIB_2))
                .containsExactly(11, 22);
        assertThat(interactive("da838d3efe2e28665cd17ebfa274f67af8c3b51dfb01e8c6bf8892e712d62006", 2, SectorSize.KIB_2))
                .containsExactly(57, 58);
        assertThat(interactive("b43a42f765daa11c52a9148ecd1518285de622564104252da9726abdaf9ee131", 2, SectorSize.MIB_8))
                .containsExactly(59858, 102917);
        assertThat(interactive(
                        "3ca7c8110b2ccdcc89d8d7dabeed81b7a5b87a4f73ed43d0b2eb2220de963129", 180, SectorSize.GIB_32))
                .startsWith(980979701, 721418575, 824730872, 1022388640)
                .hasSize(180);
    }

    @Test
    public void drawsSyntheticOnes() {
        Challenges.Candidates candidates = new Challenges.Candidates(number(55), number(101), 1 << 10);
        assertThat(IntStream.range(0, 21).mapToLong(candidates::get))
                .containsExactly(
                        178L, 297L, 869L, 211L, 875L, 477L, 94L, 781L, 124L, 332L, 856L, 801L, 176L, 692L, 429L, 691L,
                        290L, 204L, 986L, 210L, 973L);
        int[] chosen = Challenges.chosen(number(55), Node.parse("01".repeat(32)), 10, 21);
        assertThat(IntStream.of(chosen).mapToLong(candidates::get))
                .containsExactly(176L, 781L, 801L, 986L, 290L, 211L, 692L, 856L, 986L, 332L);
    }

    @Test
    public void neverAsksForTheFirstNodeOfAReplica() {
        long[] all = Challenges.nonInteractive(number(1), number(2), 2268, 64);
        assertThat(all).hasSize(2268).doesNotContain(0L).contains(1, 63);
        assertThat(LongStream.of(all)).allMatch(c -> c < 64);
        Challenges.Candidates candidates = new Challenges.Candidates(number(1), number(2), 64);
        assertThat(IntStream.range(0, 1000).mapToLong(candidates::get))
                .allMatch(c -> c > 0 && c < 64)
                .contains(1L, 63L);
    }

    private static PostStatement post(PostProof.Use use, int sectors) {
        List<PostStatement.Replica> replicas = IntStream.range(0, sectors)
                .mapToObj(i -> new PostStatement.Replica(132, number(i)))
                .toList();
        return new PostStatement(new PostProof(use, SectorSize.GIB_32), number(9), RANDOMNESS, replicas);
    }

    @Test
    public void countsChallengesThroughAPartitionOrInEachSectorAsTheRulesSay() {
        long[] first = Challenges.post(post(PostProof.Use.WINDOW_V1, 3), 0);
        long[] third = Challenges.post(post(PostProof.Use.WINDOW_V1, 3), 2);
        assertThat(first)
                .containsExactly(
                        396119802, 277217811, 436245381, 243087716, 706056829, 128152768, 598990178, 81580961,
                        470132133, 332920863);
        assertThat(first).hasSize(10).doesNotContain(third);
        assertThat(Challenges.post(post(PostProof.Use.WINDOW_V1_1, 3), 2))
                .isEqualTo(Challenges.post(post(PostProof.Use.WINDOW_V1_1, 3), 0))
                .isEqualTo(first);
        assertThat(Challenges.post(post(PostProof.Use.WINNING, 1), 0))
                .hasSize(66)
                .startsWith(first);
    }

    @Test
    public void clearsTheTopBitsOfRandomness() {
        Node bare = Node.parse("aa".repeat(31) + "3f");
        Node set = Node.parse("aa".repeat(31) + "ff");
        assertThat(Challenges.winner(number(1), set, 1000)).isEqualTo(Challenges.winner(number(1), bare, 1000));
        assertThat(Challenges.winner(number(1), set, 1)).isZero();
        PostProof proof = new PostProof(PostProof.Use.WINDOW_V1_1, SectorSize.MIB_8);
        var sectors = List.of(new PostStatement.Replica(1, number(1)));
        assertThat(Challenges.post(new PostStatement(proof, number(1), set, sectors), 0))
                .isEqualTo(Challenges.post(new PostStatement(proof, number(1), bare, sectors), 0));
    }
}
