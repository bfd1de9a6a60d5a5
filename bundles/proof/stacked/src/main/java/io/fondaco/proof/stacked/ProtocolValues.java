package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SectorSize;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Published values of the graph and the challenges, which no backend computes. */
final class ProtocolValues {
    private static final Node SEED = Node.parse("56964257e0d6c11e074117b36172fff3ebd1a6ec18fa79555e58df5a9d889dcb");

    private final Graphs graphs;
    private final SectorSize upTo;

    ProtocolValues(Graphs graphs, SectorSize upTo) {
        this.graphs = graphs;
        this.upTo = upTo;
    }

    void rows(ProofSelfTest.Sink to) {
        digest(to, 0, "3da49221e2ed55371b86d0bf3d6526fcf128af61bed904f966428db1b531750d");
        digest(to, 5, "840057702eea7652cf97e04306c30fe57174714d90de156a25eddd6075c25b97");
        digest(to, 1, "a76604f2f59f2744c7151653bbb1d8596b6b57d295e6fa6c1f0c41d725b502ce");
        digest(to, 6, "03cd13565ded97c240a5f52e54295ad127bd0461b57904cb3a4d79b097bbecab");
        parents(to, 0, 10, 6, 9, 2, 5, 8, 9, 44, 41, 23, 36, 14, 19, 4, 28);
        parents(to, 0, 63, 62, 61, 56, 62, 37, 62, 49, 37, 35, 41, 52, 50, 54, 5);
        parents(to, 5, 2, 1, 1, 1, 0, 1, 0, 30, 28, 55, 63, 63, 36, 37, 36);
        parents(to, 5, 10, 9, 6, 6, 9, 9, 5, 30, 20, 60, 53, 31, 9, 47, 41);
        parents(to, 5, 63, 62, 15, 42, 62, 61, 62, 0, 15, 30, 30, 28, 42, 49, 38);
        parents(
                to, 8, 1000, 999, 999, 993, 999, 987, 994, 610880257, 52958456, 114467229, 442886740, 935021104,
                986163808, 486080124, 611062435);
        parents(
                to,
                8,
                (1 << 30) - 1,
                1073741822,
                1073258530,
                440642413,
                663190843,
                1073741654,
                1073741786,
                307718517,
                715446084,
                558280128,
                265147410,
                110937796,
                626719228,
                201839602,
                653041812);
        parents(
                to, 3, 1000, 992, 999, 685, 999, 851, 999, 56765109, 142792959, 55421737, 123123914, 7049045, 479267348,
                532767812, 301615063);
        parents(
                to,
                9,
                1000,
                999,
                994,
                376,
                995,
                992,
                118,
                981873907,
                906285101,
                1524026349,
                1268358971,
                507520043,
                1249468776,
                980141938,
                570627897);
        challenges(to);
        for (GoldenSector sector : GoldenSector.all()) {
            if (sector.derived()) {
                to.row(
                        "replica id, " + sector,
                        sector.replicaId().toString(),
                        () -> ReplicaId.of(
                                sector.porep(),
                                GoldenSector.PROVER,
                                GoldenSector.NUMBER,
                                GoldenSector.TICKET,
                                sector.commD()));
            }
        }
    }

    private void digest(ProofSelfTest.Sink to, int proof, String expected) {
        SealProof seal = SealProof.ofNumber(proof);
        if (seal.size().compareTo(upTo) <= 0) {
            to.row("graph " + proof + ", " + seal.size(), expected, () -> graphs.of(seal.porep())
                    .digest());
        }
    }

    private static void parents(ProofSelfTest.Sink to, int proof, long node, int... expected) {
        SealProof seal = SealProof.ofNumber(proof);
        to.row("graph " + proof + ", " + seal.size() + ", node " + node, Arrays.toString(expected), () -> {
            int[] parents = new int[Graph.DEGREE];
            new Graph(seal.porep()).walk().parents(node, parents);
            return Arrays.toString(parents);
        });
    }

    private static void challenges(ProofSelfTest.Sink to) {
        interactive(to, SectorSize.KIB_2, "eedafd70f8a0dfaa33964fc981f841c1e5f87df7f6a898d5ca77a28934c7f718", 11, 22);
        interactive(to, SectorSize.KIB_2, "da838d3efe2e28665cd17ebfa274f67af8c3b51dfb01e8c6bf8892e712d62006", 57, 58);
        interactive(
                to,
                SectorSize.MIB_8,
                "b43a42f765daa11c52a9148ecd1518285de622564104252da9726abdaf9ee131",
                59858,
                102917);
        interactive(
                to,
                SectorSize.GIB_32,
                "3ca7c8110b2ccdcc89d8d7dabeed81b7a5b87a4f73ed43d0b2eb2220de963129",
                980979701,
                721418575,
                824730872,
                1022388640);
        Challenges.Candidates candidates = new Challenges.Candidates(number(55), number(101), 1 << 10);
        to.row(
                "synthetic candidates",
                "[178, 297, 869, 211, 875, 477, 94, 781, 124, 332, 856, 801, 176, 692, 429, 691, 290, 204, 986, 210, 973]",
                () -> IntStream.range(0, 21).mapToObj(candidates::get).toList());
        to.row("synthetic challenges", "[176, 781, 801, 986, 290, 211, 692, 856, 986, 332]", () -> Arrays.stream(
                        Challenges.chosen(number(55), Node.parse("01".repeat(32)), 10, 21))
                .mapToObj(candidates::get)
                .toList());
        PostStatement window = new PostStatement(
                new PostProof(PostProof.Use.WINDOW_V1, SectorSize.GIB_32),
                ReplicaId.prover(3751),
                Node.parse("2fb40fd7043336d645cd138963c6f960f649db53a0f532e264598e9f53e2ed23"),
                List.of(new PostStatement.Replica(132, number(0))));
        to.row(
                "window challenges of sector 132 of f03751",
                "[396119802, 277217811, 436245381, 243087716, 706056829, 128152768, 598990178, 81580961, 470132133,"
                        + " 332920863]",
                () -> Arrays.toString(Challenges.post(window, 0)));
    }

    private static void interactive(ProofSelfTest.Sink to, SectorSize size, String replicaId, long... expected) {
        to.row(
                "challenges, " + size + " replica " + replicaId.substring(0, 8),
                Arrays.toString(expected),
                () -> Arrays.toString(
                        Challenges.interactive(Node.parse(replicaId), SEED, expected.length, size.nodes())));
    }

    private static Node number(int number) {
        byte[] bytes = new byte[Node.BYTES];
        bytes[0] = (byte) number;
        return Node.of(bytes);
    }
}
