package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ReplicaId;
import java.util.List;
import java.util.Optional;

/**
 * The winning PoSt a block needs. The sector it is of is drawn from those that had power when the election was counted, so
 * that nobody can choose it by declaring others faulty. Source: lotus, GetSectorsForWinningPoSt.
 *
 * @param type of the miner's sectors
 * @param statement what is to be proven; empty for sectors of the kind none
 */
public record Winning(ProofType type, Optional<PostStatement> statement) {

    /** @param counted the state at the lookback, which knows the miner */
    static Winning of(Execution execution, StateTree counted, Epoch height, Address miner)
            throws InvalidBlockException {
        MinerView view = MinerView.of(counted, miner, execution.policy()).orElseThrow();
        ProofType type = view.info().type();
        if (type.none()) {
            return new Winning(type, Optional.empty());
        }
        byte[] randomness = Randomness.draw(
                execution.beacon().at(height).data(), RandomnessTag.WINNING_POST, height, Randomness.entropy(miner));
        BitField active = view.activeSectors();
        if (active.isEmpty()) {
            throw InvalidBlockException.bad(miner + " had no sector to show when the power was counted");
        }
        long at = execution
                .proofs()
                .winner(ReplicaId.prover(miner.idNumber()), Statements.canonical(randomness), active.count());
        SectorInfo sector =
                view.sector(active.stream().skip(at).findFirst().orElseThrow()).orElseThrow();
        return new Winning(type, Optional.of(Statements.winning(miner.idNumber(), type, randomness, sector)));
    }

    /**
     * What a header has of it where nothing is to be proven: the kind by its number and no proof, so that whoever reads the
     * header sees that nothing was proven.
     */
    public List<WinningPoSt> nothing() {
        return List.of(new WinningPoSt(type.winningPost(), new byte[0]));
    }

    /** What a header has of it. */
    public List<WinningPoSt> with(Proof proof) {
        return List.of(new WinningPoSt(type.winningPost(), proof.toBytes()));
    }

    /** The number of the sector that is to be shown; -1 for the kind none. */
    public long sector() {
        return statement.map(s -> s.sectors().get(0).number()).orElse(-1L);
    }

    /** What is wrong with what a header has; empty if it holds. */
    public Optional<String> trouble(List<WinningPoSt> posts, Execution execution) {
        if (statement.isEmpty()) {
            return posts.equals(nothing()) ? Optional.empty() : Optional.of("it is not " + nothing());
        }
        if (posts.size() != 1 || posts.get(0).type() != type.winningPost()) {
            return Optional.of("it takes one of type " + type.winningPost() + ", not "
                    + posts.stream().map(WinningPoSt::type).toList());
        }
        byte[] proof = posts.get(0).proof();
        return type.winningPostTrouble(proof, execution.policy().sealing())
                .or(() -> execution.proofs().trouble(statement.get(), proof))
                .map(why -> "it does not show sector " + sector() + ": " + why);
    }
}
