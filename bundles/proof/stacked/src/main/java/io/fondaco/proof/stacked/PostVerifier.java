package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Verifies PoSts of the kind vanilla. Thread-safe. */
final class PostVerifier {
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
        for (int i = 0; i < layout.parts.size(); i++) {
            PostStatement.Replica sector = statement.sectors().get(i);
            PostLayout.Part part = layout.parts.get(i);
            Optional<String> wrong = verify(sector, part, left.slice(left.position(), part.bytes()));
            if (wrong.isPresent()) {
                return wrong.map(why -> "sector " + sector.number() + ": " + why);
            }
            left.position(left.position() + part.bytes());
        }
        return Optional.empty();
    }

    private Optional<String> verify(PostStatement.Replica sector, PostLayout.Part part, ByteBuffer nodes) {
        byte[] commC = new byte[Node.BYTES];
        nodes.get(commC);
        ByteBuffer leaves = nodes.slice(nodes.position(), part.leafBytes());
        nodes.position(nodes.position() + part.leafBytes());
        try {
            Node commRLast = part.opening.root(kernels.fieldHash()::hash, leaves, nodes);
            Node commR = kernels.commR(Node.of(commC), commRLast);
            return commR.equals(sector.commR())
                    ? Optional.empty()
                    : Optional.of("what is shown has CommR " + commR + ", not " + sector.commR());
        } catch (ProofException e) {
            if (e.reason() != Reason.MALFORMED) {
                throw e;
            }
            return Optional.of("malformed: " + e.getMessage());
        }
    }
}
