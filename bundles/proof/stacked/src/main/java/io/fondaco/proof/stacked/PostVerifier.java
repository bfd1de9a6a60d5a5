package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Verifies PoSts of the kind vanilla. Thread-safe. */
final class PostVerifier {
    /** Sectors that are hashed together: as many as fill every lane of a backend, and few enough for its caches. */
    private static final int AT_ONCE = 128;

    private final Kernels kernels;

    PostVerifier(Kernels kernels) {
        this.kernels = kernels;
    }

    /** @return what is wrong with it, if anything */
    Optional<String> verify(PostStatement statement, byte[] body) {
        PostLayout layout = new PostLayout(statement);
        if (body.length != layout.bytes()) {
            return Optional.of("the proof has " + body.length + " bytes; for its "
                    + statement.sectors().size() + " sectors it must have " + layout.bytes());
        }
        ByteBuffer left = ByteBuffer.wrap(body).asReadOnlyBuffer();
        int sectors = layout.parts.size();
        for (int from = 0; from < sectors; from += AT_ONCE) {
            int to = Math.min(sectors, from + AT_ONCE);
            Optional<String> wrong =
                    verify(statement.sectors().subList(from, to), layout.parts.subList(from, to), left.slice());
            if (wrong.isPresent()) {
                return wrong;
            }
            for (PostLayout.Part part : layout.parts.subList(from, to)) {
                left.position(left.position() + part.bytes());
            }
        }
        return Optional.empty();
    }

    /** Names the first sector that is wrong. */
    private Optional<String> verify(List<PostStatement.Replica> sectors, List<PostLayout.Part> parts, ByteBuffer left) {
        byte[] pairs = new byte[2 * Node.BYTES * parts.size()];
        List<Opening.Shown> shown = new ArrayList<>(parts.size());
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            PostLayout.Part part = parts.get(i);
            left.get(at, pairs, 2 * Node.BYTES * i, Node.BYTES);
            ByteBuffer leaves = left.slice(at + Node.BYTES, part.leafBytes());
            int before = Node.BYTES + part.leafBytes();
            shown.add(new Opening.Shown(part.opening, leaves, left.slice(at + before, part.bytes() - before)));
            at += part.bytes();
        }
        byte[] commRs = new byte[Node.BYTES * parts.size()];
        try {
            List<Node> roots = Opening.roots(kernels.fieldHash()::hash, shown);
            for (int i = 0; i < roots.size(); i++) {
                System.arraycopy(roots.get(i).bytes(), 0, pairs, Node.BYTES * (2 * i + 1), Node.BYTES);
            }
            kernels.fieldHash().hash(2, ByteBuffer.wrap(pairs), ByteBuffer.wrap(commRs));
        } catch (ProofException e) {
            if (e.reason() != Reason.MALFORMED) {
                throw e;
            }
            return Optional.of(malformed(sectors, parts, left, e));
        }
        for (int i = 0; i < parts.size(); i++) {
            Node commR = Node.of(Arrays.copyOfRange(commRs, Node.BYTES * i, Node.BYTES * (i + 1)));
            if (!commR.equals(sectors.get(i).commR())) {
                return Optional.of("sector " + sectors.get(i).number() + ": what is shown has CommR " + commR + ", not "
                        + sectors.get(i).commR());
            }
        }
        return Optional.empty();
    }

    /** Looks at one sector after the other for the one that is named, which is the first that is wrong in any way. */
    private String malformed(
            List<PostStatement.Replica> sectors, List<PostLayout.Part> parts, ByteBuffer left, ProofException refused) {
        if (parts.size() == 1) {
            return "sector " + sectors.get(0).number() + ": malformed: " + refused.getMessage();
        }
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            int bytes = parts.get(i).bytes();
            Optional<String> wrong = verify(sectors.subList(i, i + 1), parts.subList(i, i + 1), left.slice(at, bytes));
            if (wrong.isPresent()) {
                return wrong.get();
            }
            at += bytes;
        }
        throw new IllegalStateException("a backend refuses of many sectors what it takes of each", refused);
    }
}
