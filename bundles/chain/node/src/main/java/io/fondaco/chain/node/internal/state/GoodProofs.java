package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.chain.node.internal.store.Recent;
import io.fondaco.model.Multihash;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Verifying;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks proofs and remembers which held: what was checked when a message was sent or a block came in is not checked again
 * with each tipset that holds it. Bad ones are not remembered, so that nobody can push out good ones with them. For use by
 * many threads.
 */
public final class GoodProofs {
    private static final int SEAL = 1;
    private static final int POST = 2;

    private final Verifying verifying;
    private final Recent<ByteBuffer, Boolean> good;

    /** @param most proofs that are remembered, 1 or more; each takes about 150 bytes */
    public GoodProofs(Verifying verifying, int most) {
        this.verifying = verifying;
        this.good = new Recent<>(most);
    }

    /** What is wrong with a seal; empty if it holds. */
    public Optional<String> trouble(Syscalls.Seal seal) {
        if (seal.sealProof() < 0) {
            return seal.proof().length == 0 ? Optional.empty() : Optional.of("the kind none has no proof");
        }
        Read<SealStatement> read = read(() -> Statements.seal(seal), seal.proof());
        return read.trouble()
                .or(() -> once(
                        key(read.statement(), seal.proof()), () -> verifying.seal(read.statement(), read.proof())));
    }

    /** What is wrong with window PoSts; empty if they hold. */
    public Optional<String> trouble(
            long miner, byte[] randomness, List<Syscalls.PostProof> proofs, List<Syscalls.Challenged> sectors) {
        for (Syscalls.PostProof proof : proofs) {
            Optional<String> trouble;
            if (proof.type() < 0) {
                trouble = proof.proof().length == 0 ? Optional.empty() : Optional.of("the kind none has no proof");
            } else {
                Read<PostStatement> read =
                        read(() -> Statements.window(proof.type(), miner, randomness, sectors), proof.proof());
                trouble = read.trouble().or(() -> trouble(read.statement(), read.proof()));
            }
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return proofs.isEmpty() ? Optional.of("there is no proof") : Optional.empty();
    }

    /** What is wrong with a PoSt; empty if it holds. */
    public Optional<String> trouble(PostStatement statement, byte[] proof) {
        Read<PostStatement> read = read(() -> statement, proof);
        return read.trouble().or(() -> trouble(statement, read.proof()));
    }

    private Optional<String> trouble(PostStatement statement, Proof proof) {
        return once(key(statement, proof.toBytes()), () -> verifying.post(statement, proof));
    }

    /** As {@link Verifying#winner}. */
    public long winner(Node prover, Node randomness, long sectors) {
        return verifying.winner(prover, randomness, sectors);
    }

    /** @param trouble why there is no statement or no proof; then both are null */
    private record Read<S>(S statement, Proof proof, Optional<String> trouble) {}

    /** What nobody can prove, and bytes that are no proof, are bad on every node; only verifiers may fail otherwise. */
    private static <S> Read<S> read(Supplier<S> statement, byte[] proof) {
        try {
            return new Read<>(statement.get(), Proof.fromBytes(proof), Optional.empty());
        } catch (ProofException malformed) {
            return new Read<>(null, null, Optional.of(malformed.getMessage()));
        }
    }

    private Optional<String> once(ByteBuffer key, Supplier<Optional<String>> check) {
        if (good.get(key) != null) {
            return Optional.empty();
        }
        Optional<String> trouble = check.get();
        if (trouble.isEmpty()) {
            good.put(key, true);
        }
        return trouble;
    }

    private static ByteBuffer key(SealStatement seal, byte[] proof) {
        ByteBuffer all = ByteBuffer.allocate(6 * Node.BYTES + proof.length)
                .put((byte) SEAL)
                .put((byte) seal.order().proof().number())
                .put(seal.order().prover().bytes())
                .putLong(seal.order().sector())
                .put(seal.order().ticket().bytes())
                .put(seal.order().commD().bytes())
                .put(seal.commR().bytes())
                .put(seal.seed().bytes())
                .put(proof);
        return digest(all);
    }

    private static ByteBuffer key(PostStatement post, byte[] proof) {
        int sectors = post.sectors().size();
        ByteBuffer all = ByteBuffer.allocate((3 + 2 * sectors) * Node.BYTES + proof.length)
                .put((byte) POST)
                .put((byte) post.proof().number())
                .put(post.prover().bytes())
                .put(post.randomness().bytes())
                .putInt(sectors);
        post.sectors().forEach(sector -> all.putLong(sector.number())
                .put(sector.commR().bytes()));
        return digest(all.put(proof));
    }

    private static ByteBuffer digest(ByteBuffer all) {
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return ByteBuffer.wrap(Multihash.sha256(bytes).digest());
    }
}
