package io.fondaco.proof.stacked;

import io.fondaco.model.Cid;
import io.fondaco.model.PieceCommitment;
import io.fondaco.proof.Node;
import io.fondaco.proof.spi.NodeHash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The ten pieces of a sector of 32 GiB on mainnet, in their order, and what they amount to. Source: go-commp-utils. */
final class MainnetSector {
    static final String COMM_D = "8b6cc164a6c25c3f942ca1763adbb68fe458bf551ff9e5705f85125b017da508";
    private static final int SECTOR_BITS = 35;

    /** @param bits of its padded size in bytes */
    private record Piece(int bits, String cid) {
        Node root() {
            return Node.of(PieceCommitment.fromCid(Cid.parse(cid)).root());
        }
    }

    private static final List<Piece> PIECES = List.of(
            new Piece(28, "baga6ea4seaqknzm22isnhsxt2s4dnw45kfywmhenngqq3nc7jvecakoca6ksyhy"),
            new Piece(30, "baga6ea4seaqnq6o5wuewdpviyoafno4rdpqnokz6ghvg2iyeyfbqxgcwdlj2egi"),
            new Piece(29, "baga6ea4seaqpixk4ifbkzato3huzycj6ty6gllqwanhdpsvxikawyl5bg2h44mq"),
            new Piece(29, "baga6ea4seaqaxwe5dy6nt3ko5tngtmzvpqxqikw5mdwfjqgaxfwtzenc6bgzajq"),
            new Piece(30, "baga6ea4seaqpy33nbesa4d6ot2ygeuy43y4t7amc4izt52mlotqenwcmn2kyaai"),
            new Piece(28, "baga6ea4seaqphvv4x2s2v7ykgc3ugs2kkltbdeg7icxstklkrgqvv72m2v3i2aa"),
            new Piece(29, "baga6ea4seaqf5u55znk6jwhdsrhe37emzhmehiyvjxpsww274f6fiy3h4yctady"),
            new Piece(30, "baga6ea4seaqa3qbabsbmvk5er6rhsjzt74beplzgulthamm22jue4zgqcuszofi"),
            new Piece(28, "baga6ea4seaqiekvf623muj6jpxg6vsqaikyw3r4ob5u7363z7zcaixqvfqsc2ji"),
            new Piece(29, "baga6ea4seaqhsewv65z2d4m5o4vo65vl5o6z4bcegdvgnusvlt7rao44gro36pi"));

    private MainnetSector() {}

    /** A finished subtree. */
    private record Subtree(int bits, Node root) {}

    static Node commD(NodeHash hash) {
        Deque<Subtree> stack = new ArrayDeque<>();
        for (Piece piece : PIECES) {
            while (!stack.isEmpty() && stack.peek().bits() < piece.bits()) {
                zeros(hash, stack);
            }
            push(hash, stack, new Subtree(piece.bits(), piece.root()));
        }
        while (stack.peek().bits() < SECTOR_BITS) {
            zeros(hash, stack);
        }
        return stack.peek().root();
    }

    private static void zeros(NodeHash hash, Deque<Subtree> stack) {
        int bits = stack.peek().bits();
        push(hash, stack, new Subtree(bits, BackendValues.zeros(hash, bits)));
    }

    private static void push(NodeHash hash, Deque<Subtree> stack, Subtree subtree) {
        Subtree top = subtree;
        while (!stack.isEmpty() && stack.peek().bits() == top.bits()) {
            top = new Subtree(
                    top.bits() + 1, BackendValues.pair(hash, stack.pop().root(), top.root()));
        }
        stack.push(top);
    }
}
